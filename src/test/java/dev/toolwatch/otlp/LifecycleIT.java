package dev.toolwatch.otlp;

import static dev.toolwatch.testing.RawGrpc.EXPORT_TRACES;
import static dev.toolwatch.testing.RawGrpc.framed;
import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.toolCall;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.RawConnection;
import dev.toolwatch.testing.RawGrpc;
import dev.toolwatch.testing.Toolwatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Start and stop of the packaged application, as a process of its own. */
@Timeout(90)
class LifecycleIT {
  private static final byte[] ONE_CALL =
      request("lifecycle", toolCall("search", Duration.ofMillis(15))).toByteArray();

  private static final String HEAD =
      String.join(
          "\r\n",
          "POST /v1/traces HTTP/1.1",
          "Host: localhost",
          "Content-Type: application/x-protobuf",
          "Content-Length: " + ONE_CALL.length,
          "\r\n");

  private static RawConnection halfSent(int port) throws IOException {
    byte[] half = Arrays.copyOf(ONE_CALL, ONE_CALL.length - 1);
    return new RawConnection(port).send(HEAD.getBytes(ISO_8859_1)).send(half);
  }

  /** And as NIO if it is told so, with the same answers. */
  @EnabledOnOs(OS.LINUX)
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connections_onLinux_areOverEpoll(boolean wanted) throws Exception {
    try (PackagedToolwatch process =
        PackagedToolwatch.start("quarkus.vertx.prefer-native-transport=" + wanted)) {
      try (RawConnection connection = new RawConnection(process.toolwatch().httpPort())) {
        connection.send(HEAD.getBytes(ISO_8859_1)).send(ONE_CALL);
        assertThat(connection.read().status()).isEqualTo(200);
      }

      String mapped = Files.readString(Path.of("/proc", Long.toString(process.pid()), "maps"));
      assertThat(mapped.contains("libnetty_transport_native_epoll")).isEqualTo(wanted);
    }
  }

  @Test
  void stop_finishesWhatIsInFlight_andRefusesWhatIsNew() throws Exception {
    try (PackagedToolwatch process = PackagedToolwatch.start("toolwatch.otlp.drain-timeout=30s")) {
      Toolwatch toolwatch = process.toolwatch();
      int httpPort = toolwatch.httpPort();
      RawConnection inFlight = halfSent(httpPort);
      RawConnection idle = new RawConnection(httpPort);
      idle.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(idle.read().status()).isEqualTo(404);
      RawGrpc grpc = new RawGrpc(toolwatch.grpcPort());
      RawGrpc.Call call = grpc.open(EXPORT_TRACES);
      call.write(framed(0, ONE_CALL).slice(0, 10));
      toolwatch.awaitSum(ONE_CALL.length - 1 + 10, "toolwatch_otlp_in_flight_bytes");

      long stopped = System.nanoTime();
      process.terminate();

      await()
          .pollInterval(Duration.ofMillis(20))
          .untilAsserted(
              () ->
                  assertThat(toolwatch.get("/q/health/ready", "application/json").statusCode())
                      .isEqualTo(503));
      assertThat(toolwatch.get("/q/health/live", "application/json").statusCode()).isEqualTo(200);
      // A connection that is there is told when to come again.
      idle.send(HEAD.getBytes(ISO_8859_1)).send(ONE_CALL);
      RawConnection.Response refused = idle.read();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers()).containsEntry("retry-after", "1");

      byte[] last = {ONE_CALL[ONE_CALL.length - 1]};
      assertThat(inFlight.send(last).read().status()).isEqualTo(200);
      // The other one still holds the stop up, so that this can be seen.
      MetricsText metrics = toolwatch.scrape();
      assertThat(metrics.sum("toolwatch_spans_total", "disposition", "operation")).isEqualTo(1);
      assertThat(call.end(framed(0, ONE_CALL).slice(10, 5 + ONE_CALL.length)).status()).isZero();

      assertThat(process.awaitExit()).isEqualTo(143);
      assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(15));
      assertThat(idle.isClosed()).isTrue();
      assertThat(process.output()).doesNotContain("ERROR", "Exception");
      assertThat(process.output().lines().filter(line -> line.contains("WARN")))
          .singleElement()
          .asString()
          .contains("no such path");
      grpc.close();
      inFlight.close();
      idle.close();
    }
  }

  @Test
  void stop_sendersThatDoNotFinish_areToldToComeAgain() throws Exception {
    try (PackagedToolwatch process = PackagedToolwatch.start("toolwatch.otlp.drain-timeout=1s")) {
      Toolwatch toolwatch = process.toolwatch();
      RawConnection half = halfSent(toolwatch.httpPort());
      RawGrpc grpc = new RawGrpc(toolwatch.grpcPort());
      RawGrpc.Call call = grpc.open(EXPORT_TRACES);
      call.write(framed(0, ONE_CALL).slice(0, 10));
      toolwatch.awaitSum(ONE_CALL.length - 1 + 10, "toolwatch_otlp_in_flight_bytes");

      long stopped = System.nanoTime();
      process.terminate();

      assertThat(half.read().status()).isEqualTo(503);
      assertThat(half.isClosed()).isTrue();
      assertThat(call.answer().status()).isEqualTo(14);
      assertThat(process.awaitExit()).isEqualTo(143);
      assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(8));
      assertThat(process.output()).contains("2 OTLP requests unfinished").doesNotContain("ERROR");
      grpc.close();
      half.close();
    }
  }

  /** What senders do wrong is answered, counted and at most a line a minute for each mistake. */
  @Test
  void log_whateverSendersDo_staysQuiet() throws Exception {
    try (PackagedToolwatch process = PackagedToolwatch.start()) {
      Toolwatch toolwatch = process.toolwatch();
      for (int port : new int[] {toolwatch.httpPort(), toolwatch.grpcPort()}) {
        for (String garbage :
            new String[] {
              "\u0016\u0003\u0001\u0002\r\n\r\n",
              "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnot a frame at all",
              "POST /v1/traces HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
              HEAD + "x".repeat(ONE_CALL.length),
            }) {
          RawConnection connection = new RawConnection(port);
          connection.send(garbage);
          // A reset, for some of them in the middle of their answer.
          connection.abort();
        }
        halfSent(port).abort();
      }
      toolwatch.awaitSum(0, "toolwatch_otlp_connections");
      toolwatch.awaitSum(0, "toolwatch_otlp_in_flight_bytes");
      process.terminate();
      assertThat(process.awaitExit()).isEqualTo(143);
      assertThat(process.output())
          .contains("OTLP receiver listening", "Stopped: everything that was counted is stored")
          .doesNotContain("ERROR", "Exception", "\tat ");
      assertThat(process.output().lines().filter(line -> line.contains("WARN")))
          .hasSizeLessThanOrEqualTo(2)
          .allMatch(line -> line.contains("Cannot use a request from 127.0.0.1"));
    }
  }

  @ParameterizedTest
  @CsvSource({"toolwatch.otlp.http-port", "toolwatch.otlp.grpc-port"})
  void start_portTaken_namesTheSettingInOneLine(String setting) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      try (PackagedToolwatch process = PackagedToolwatch.launch(setting + "=" + port)) {
        assertThat(process.awaitExit()).isEqualTo(1);
        assertThat(process.output().lines().filter(line -> line.contains(setting)))
            .singleElement()
            .satisfies(line -> assertThat(line).contains(port).contains("in use"));
        assertThat(process.output()).doesNotContain("\tat ");
      }
    }
  }

  /** Vert.x would let both listen, and give each every other connection. */
  @ParameterizedTest
  @CsvSource({
    "toolwatch.otlp.http-port=24317,toolwatch.otlp.grpc-port=24317",
    "toolwatch.otlp.http-port=28080,quarkus.http.port=28080",
    "toolwatch.otlp.grpc-port=29464,quarkus.management.port=29464",
  })
  void start_onePortTwice_namesBothSettings(String one, String other) throws Exception {
    try (PackagedToolwatch process = PackagedToolwatch.launch(one, other)) {
      assertThat(process.awaitExit()).isEqualTo(2);
      assertThat(process.output())
          .contains(one.substring(0, one.indexOf('=')))
          .contains(other.substring(0, other.indexOf('=')))
          .doesNotContain("\tat ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "toolwatch.otlp.http-port=many",
    "toolwatch.otlp.max-in-flight=1K",
    "toolwatch.otlp.request-timeout=soon",
    "toolwatch.otlp.max-connections=0",
  })
  void start_settingOutOfRange_namesIt(String setting) throws Exception {
    try (PackagedToolwatch process = PackagedToolwatch.launch(setting)) {
      assertThat(process.awaitExit()).isEqualTo(2);
      assertThat(process.output())
          .contains(setting.substring(0, setting.indexOf('=')))
          .doesNotContain("\tat ");
    }
  }
}

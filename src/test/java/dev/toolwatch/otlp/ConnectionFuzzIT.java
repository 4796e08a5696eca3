package dev.toolwatch.otlp;

import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.toolCall;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.Fuzzing;
import dev.toolwatch.testing.HonestPeers;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.RawGrpc;
import dev.toolwatch.testing.Toolwatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Mutations of what clients send over a connection, to the ports of the packaged application in the heap of a
 * container. An honest sender and a check of liveness are served meanwhile, and what the
 * honest sender sent is counted.
 */
@Tag("alone")
class ConnectionFuzzIT {
  private static final byte[] SPAN =
      request("fuzzed", toolCall("search", Duration.ofMillis(15))).toByteArray();

  private static final String COUNT = "mcp_server_operation_duration_seconds_count";
  private static final int TIMEOUT_MILLIS = 200;

  private static PackagedToolwatch packaged;
  private static Toolwatch toolwatch;

  private HonestPeers honest;
  private long before;

  @BeforeAll
  static void start() throws IOException {
    packaged =
        PackagedToolwatch.startInContainerHeap(
            "toolwatch.http.allowed-hosts=toolwatch", "toolwatch.otlp.request-timeout=2s");
    toolwatch = packaged.toolwatch();
  }

  @AfterAll
  static void stop() throws IOException {
    packaged.close();
  }

  @BeforeEach
  void startHonestPeers() {
    before = toolwatch.scrape().sum(COUNT, "service_name", "honest");
    honest = HonestPeers.of(toolwatch);
  }

  @AfterEach
  void honestPeersWereServed() throws Exception {
    honest.close();
    assertThat(packaged.isRunning()).isTrue();
    assertThat(honest.failures()).isEmpty();
    assertThat(honest.slowest()).isLessThan(Duration.ofSeconds(2));
    assertThat(honest.sent()).isPositive();
    toolwatch.awaitSum(before + honest.sent(), COUNT, "service_name", "honest");
    assertThat(packaged.output()).doesNotContain("Exception");
  }

  @Test
  void http1_mutations_disturbNobody() {
    Fuzzing.run(http1(), input -> send(toolwatch.httpPort(), input));
  }

  @Test
  void grpc_mutations_disturbNobody() {
    Fuzzing.run(
        List.of(
            grpc(framed(0, SPAN)), grpc(framed(0, SPAN), framed(0, SPAN)), grpc(framed(1, SPAN))),
        input -> send(toolwatch.grpcPort(), input));
  }

  @Test
  void otherPorts_mutations_disturbNobody() {
    int api = Integer.parseInt(packaged.apiAddress().replaceFirst(".*:", ""));
    int management = toolwatch.management().getPort();
    Fuzzing.run(
        api(),
        input -> {
          send(api, input);
          send(management, input);
        });
  }

  private static List<byte[]> api() {
    return Stream.of(
            get("/api/v1/tools?from=now-1h&limit=2", "Accept: text/csv"),
            get("/metrics", "Accept-Encoding: gzip") + get("/q/health/live", "Connection: close"))
        .map(text -> text.getBytes(ISO_8859_1))
        .toList();
  }

  private static String get(String target, String header) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n";
  }

  private static List<byte[]> http1() {
    String head =
        "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n";
    String span = new String(SPAN, ISO_8859_1);
    return Stream.of(
            head + "Content-Length: " + SPAN.length + "\r\n\r\n" + span,
            head
                + "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
                    .formatted(SPAN.length, span),
            head + "Expect: 100-continue\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            "GET /v1/traces HTTP/1.0\r\nContent-Encoding: gzip\r\n\r\n")
        .map(text -> text.getBytes(ISO_8859_1))
        .toList();
  }

  /** Sends bytes, ends, and reads what comes back for a moment. */
  private static void send(int port, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      byte[] answer = new byte[8192];
      while (in.read(answer) >= 0) {
        // to the end
      }
    } catch (SocketException | SocketTimeoutException ended) {
      // It may close whenever it likes, or wait for more.
    }
  }

  private static byte[] framed(int flag, byte[] message) {
    return RawGrpc.framed(flag, message).getBytes();
  }

  /** A whole connection with one call. */
  private static byte[] grpc(byte[]... messages) {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    for (String header :
        List.of(
            ":method: POST",
            ":scheme: http",
            ":path: " + RawGrpc.EXPORT_TRACES,
            ":authority: localhost",
            "te: trailers",
            "content-type: application/grpc",
            "grpc-timeout: 1S")) {
      String[] pair = header.split(": ", 2);
      // RFC 7541, 6.2.2: a literal that is not indexed, with a new name.
      headers.write(0);
      for (String part : pair) {
        headers.write(part.length());
        headers.writeBytes(part.getBytes(ISO_8859_1));
      }
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
    frame(all, 4, 0, 0, new byte[0]);
    frame(all, 1, 4, 1, headers.toByteArray());
    for (int i = 0; i < messages.length; i++) {
      frame(all, 0, i == messages.length - 1 ? 1 : 0, 1, messages[i]);
    }
    return all.toByteArray();
  }

  private static void frame(
      ByteArrayOutputStream into, int type, int flags, int stream, byte[] of) {
    into.writeBytes(
        ByteBuffer.allocate(9)
            .putInt(of.length << 8 | type)
            .put((byte) flags)
            .putInt(stream)
            .array());
    into.writeBytes(of);
  }
}

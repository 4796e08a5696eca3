package dev.toolwatch.otlp;

import static dev.toolwatch.testing.RawGrpc.EXPORT_TRACES;
import static dev.toolwatch.testing.RawGrpc.framed;
import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.RawConnection;
import dev.toolwatch.testing.RawGrpc;
import dev.toolwatch.testing.Toolwatch;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who sends too slowly, or nothing at all, is parted with. */
@QuarkusTest
@TestProfile(SlowSenderTest.ShortTimes.class)
@Timeout(60)
class SlowSenderTest {
  /** Times that a test can wait for. */
  public static final class ShortTimes implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "toolwatch.otlp.request-timeout", "500ms",
          "toolwatch.otlp.idle-timeout", "2s");
    }
  }

  private static final String IN_FLIGHT = "toolwatch_otlp_in_flight_bytes";

  private static final String HALF =
      String.join(
          "\r\n",
          "POST /v1/traces HTTP/1.1",
          "Host: localhost",
          "Content-Type: application/json",
          "Content-Length: 100",
          "",
          "{\"resourceSpans\"");

  private final Toolwatch toolwatch = Toolwatch.underTest();

  @Test
  void http1_slowBody_isToldSoAndClosed() throws IOException {
    MetricsText before = toolwatch.scrape();
    try (RawConnection connection = new RawConnection(toolwatch.httpPort())) {
      connection.send(HALF);
      RawConnection.Response answer = connection.read();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.headers()).containsEntry("connection", "close");
      assertThat(answer.body()).contains("\"code\":4");
      assertThat(connection.isClosed()).isTrue();
    }
    assertThat(toolwatch.added(before, "toolwatch_otlp_requests_total", "status", "408"))
        .isEqualTo(1);
    toolwatch.awaitSum(0, IN_FLIGHT);
  }

  @Test
  void http2_slowBody_isToldSoAndHoldsNothing() throws Exception {
    try (RawGrpc grpc = new RawGrpc(toolwatch.grpcPort())) {
      RawGrpc.Call slow = grpc.open(EXPORT_TRACES);
      slow.write(framed(0, new byte[2000]).slice(0, 1000));
      assertThat(slow.answer().status()).isEqualTo(4);
      toolwatch.awaitSum(0, IN_FLIGHT);

      // The stream is over; what is on its way nevertheless is not kept.
      slow.request().write(framed(0, new byte[500]));
      byte[] body = request("slow", toolCall("a", Duration.ZERO)).toByteArray();
      assertThat(grpc.call(EXPORT_TRACES, framed(0, body)).status()).isZero();
      assertThat(toolwatch.scrape().sum(IN_FLIGHT)).isZero();
    }
  }

  @Test
  void idleConnections_areClosed() throws IOException {
    List<RawConnection> idle = new ArrayList<>();
    for (int port : new int[] {toolwatch.httpPort(), toolwatch.grpcPort()}) {
      RawConnection used = new RawConnection(port);
      used.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(used.read().status()).isGreaterThan(400);
      idle.add(used);
      idle.add(new RawConnection(port));
      idle.add(new RawConnection(port).send("POST /v1/tra"));
      idle.add(new RawConnection(port).send("PRI * HT"));
    }
    for (RawConnection connection : idle) {
      assertThat(connection.isClosed()).isTrue();
      connection.close();
    }
  }
}

package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.RawConnection;
import dev.toolwatch.testing.Toolwatch;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that are not HTTP, from peers without a token, to the ports that Quarkus serves. */
@Timeout(60)
class MalformedRequestsIT {
  private static final String REQUESTS = "http_server_requests_seconds_count";
  private static final String[] MALFORMED = {
    "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /q/health/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET ?x HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: [\r\n\r\n",
  };

  /** Chunks without a length, whose connection is closed. */
  private static final String BROKEN_BODY =
      """
       HTTP/1.1\r
      Host: localhost\r
      Content-Type: application/json\r
      Transfer-Encoding: chunked\r
      \r
      zz\r
      """;

  private static final int ROUNDS = 20;

  @Test
  void areCounted_andLoggedOnce() throws IOException {
    try (PackagedToolwatch packaged = PackagedToolwatch.start()) {
      Toolwatch toolwatch = packaged.toolwatch();
      int api = Integer.parseInt(packaged.apiAddress().replaceFirst(".*:", ""));
      MetricsText before = toolwatch.scrape();
      int started = packaged.output().length();
      for (int i = 0; i < ROUNDS; i++) {
        for (int port : new int[] {api, toolwatch.management().getPort()}) {
          for (String request : MALFORMED) {
            send(port, request);
          }
          for (String start : new String[] {"POST /metrics", "PUT /a"}) {
            breakOff(port, start + BROKEN_BODY);
          }
        }
      }
      assertThat(toolwatch.added(before, "toolwatch_auth_refused_total", "reason", "request"))
          .isGreaterThan(2 * ROUNDS);
      String logged = packaged.output().substring(started);
      assertThat(logged).doesNotContain("ERROR");
      // Of each port one.
      assertThat(logged.lines().filter(line -> line.contains("is not valid HTTP"))).hasSize(2);
      assertThat(logged.length()).isLessThan(2000);
    }
  }

  @Test
  void namesInThem_areNoLabels() throws IOException {
    try (PackagedToolwatch packaged = PackagedToolwatch.start()) {
      Toolwatch toolwatch = packaged.toolwatch();
      int api = Integer.parseInt(packaged.apiAddress().replaceFirst(".*:", ""));
      send(api, "GET /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
      send(api, "MADEUP / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      int before = toolwatch.scrape().select(REQUESTS).size();
      for (int i = 0; i < ROUNDS; i++) {
        for (String host : new String[] {"localhost", "evil.example"}) {
          send(api, "MADEUP%d /path%d HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(i, i, host));
          send(api, "GET //path%d HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(i, host));
          breakOff(api, "POST /path" + i + BROKEN_BODY);
        }
      }
      // By method and status.
      assertThat(toolwatch.scrape().select(REQUESTS).size()).isLessThanOrEqualTo(before + 4);
    }
  }

  private static void breakOff(int port, String request) throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(request);
      assertThat(connection.isClosed()).isTrue();
    }
  }

  /** The answer blames the request. */
  private static void send(int port, String request) throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(request);
      int status = connection.read().status();
      assertThat(status).as(request).isBetween(400, 499);
    }
  }
}

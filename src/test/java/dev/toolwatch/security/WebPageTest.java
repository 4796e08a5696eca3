package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.RawConnection;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.SocketException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a web page of another site can make a browser send to a Toolwatch without tokens. */
@QuarkusTest
@TestProfile(WebPageTest.OnLoopback.class)
@Timeout(60)
class WebPageTest {
  private static final int TOO_LARGE = 9_900_000;
  private static final String WINDOWS = "/api/v1/maintenance-windows";
  private static final String RESOLVE = "/api/v1/errors/1-" + "0".repeat(32) + "/resolve";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String WINDOW =
      "{\"from\":\"2026-11-01T00:00:00Z\",\"to\":\"2026-11-02T00:00:00Z\",\"reason\":\"a page\"}";

  public static class OnLoopback implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return TestClient.freePorts();
    }
  }

  private static RawConnection.Response send(
      Port port, String method, String path, String host, String headers, String body)
      throws IOException {
    try (RawConnection connection = new RawConnection(TestClient.port(port))) {
      return connection
          .send(
              "%s %s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                  .formatted(method, path, host, headers, body.length(), body))
          .read();
    }
  }

  private static String self() {
    return "localhost:" + TestClient.port(Port.API);
  }

  /** Each is a request that a page may send without asking first, or one that gives itself away. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''| 415",
        "Content-Type: text/plain| 415",
        "Content-Type: application/x-www-form-urlencoded| 415",
        "Content-Type: application/json, Origin: https://evil.example| 403",
        "Content-Type: application/json, Origin: null| 403",
        "Content-Type: application/json, Origin: http://localhost:1| 403",
        "Content-Type: application/json, Sec-Fetch-Site: cross-site| 403",
        "Content-Type: application/json, Sec-Fetch-Site: same-site| 403",
      })
  void post_fromAnotherSite_changesNothing(String headers, int status) throws IOException {
    String lines = headers.isEmpty() ? "" : headers.replace(", ", "\r\n") + "\r\n";
    for (String path : new String[] {WINDOWS, "/api/v1/alerts", RESOLVE}) {
      RawConnection.Response answer = send(Port.API, "POST", path, self(), lines, WINDOW);
      assertThat(answer.status()).as(path).isEqualTo(status);
      assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
    }
    assertThat(send(Port.API, "GET", WINDOWS, self(), "", "").body()).doesNotContain("a page");
  }

  @Test
  void delete_fromAnotherSite_isRefused() throws IOException {
    String origin = "Origin: https://evil.example\r\n";
    assertThat(send(Port.API, "DELETE", WINDOWS + "/1", self(), origin, "").status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Sec-Fetch-Site: same-origin\r\n", "Sec-Fetch-Site: none\r\n"})
  void post_fromCurlOrOurOwnPage_isTaken(String headers) throws IOException {
    String message = "{\"version\":\"4\",\"alerts\":[]}";
    assertThat(send(Port.API, "POST", "/api/v1/alerts", self(), JSON + headers, message).status())
        .isEqualTo(204);
    String origin = "Origin: http://" + self() + "\r\n";
    assertThat(send(Port.API, "POST", "/api/v1/alerts", self(), JSON + origin, message).status())
        .isEqualTo(204);
  }

  /** DNS rebinding: the page's own name resolves to this machine. */
  @ParameterizedTest
  @EnumSource(names = {"API", "MANAGEMENT", "OTLP_HTTP"})
  void get_forAnotherHostName_isMisdirected(Port port) throws IOException {
    String path =
        switch (port) {
          case API -> "/api/v1/services";
          case MANAGEMENT -> "/metrics";
          case OTLP_HTTP, OTLP_GRPC -> "/v1/traces";
        };
    assertThat(send(port, "GET", path, "evil.example", "", "").status()).isEqualTo(421);
    assertThat(send(port, "GET", path, "evil.example:x", "", "").status()).isIn(400, 421);
    assertThat(send(port, "GET", path, "127.0.0.1", "", "").status()).isNotEqualTo(421);
    assertThat(send(port, "GET", path, "[::1]:1", "", "").status()).isNotEqualTo(421);
  }

  @Test
  void health_forAnotherHostName_isMisdirected() throws IOException {
    assertThat(send(Port.MANAGEMENT, "GET", "/q/health/live", "evil.example", "", "").status())
        .isEqualTo(421);
    assertThat(send(Port.MANAGEMENT, "GET", "/q/health/live", "localhost", "", "").status())
        .isEqualTo(200);
  }

  /** Whoever sends all of it before reading the answer can do so. */
  @Test
  void post_moreThanAMegabyte_isTooLarge() throws IOException {
    try (RawConnection connection = new RawConnection(TestClient.port(Port.API))) {
      connection.send(postOf(TOO_LARGE));
      assertThat(connection.readHead().status()).isEqualTo(413);
      byte[] piece = new byte[TOO_LARGE / 99];
      for (int i = 0; i < 99; i++) {
        connection.send(piece);
      }
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void post_refusedAndNeverEnded_isClosed() throws IOException {
    try (RawConnection connection = new RawConnection(TestClient.port(Port.API))) {
      connection.send(postOf(TOO_LARGE));
      assertThat(connection.readHead().status()).isEqualTo(413);
      assertThat(connection.isClosed()).isTrue();
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> connection.send("more"))
                      .isInstanceOf(SocketException.class));
    }
  }

  private static String postOf(int length) {
    return "POST /api/v1/alerts HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n"
        .formatted(JSON, length);
  }

  @Test
  void post_aMegabyteOfEmptyAlerts_isRefusedByItsCount() throws IOException {
    String message = "{\"version\":\"4\",\"alerts\":[{}" + ",{}".repeat(300_000) + "]}";
    RawConnection.Response answer = send(Port.API, "POST", "/api/v1/alerts", self(), JSON, message);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("is not a list of at most 1000");
  }

  @Test
  void names_withControlCharacters_areBadRequests() throws IOException {
    for (String path :
        new String[] {
          "/api/v1/tools?service=a%00b", "/api/v1/tools/a%00b/series", "/api/v1/slos?service=%01"
        }) {
      assertThat(send(Port.API, "GET", path, self(), "", "").status()).as(path).isEqualTo(400);
    }
    String window = WINDOW.replace("a page", "a\\u0000page");
    assertThat(send(Port.API, "POST", WINDOWS, self(), JSON, window).status()).isEqualTo(400);
  }
}

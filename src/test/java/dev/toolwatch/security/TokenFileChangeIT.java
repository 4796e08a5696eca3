package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packaged application as a process of its own, whose token file changes, and its log. */
@Timeout(120)
@Tag("jar")
class TokenFileChangeIT {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String api = TestClient.freePort();
  private PackagedToolwatch packaged;

  @BeforeEach
  void start() throws IOException {
    Map<String, String> settings = new HashMap<>(TestTokens.settings());
    settings.put("quarkus.http.port", api);
    settings.put("quarkus.log.category.\"dev.toolwatch\".level", "DEBUG");
    List<String> assignments = new ArrayList<>();
    settings.forEach((name, value) -> assignments.add(name + "=" + value));
    packaged = PackagedToolwatch.start(assignments.toArray(String[]::new));
  }

  @AfterEach
  void stop() throws IOException {
    packaged.close();
  }

  @Test
  void changed_isInForce_brokenIsNot_andTheLogHoldsNoToken() throws IOException {
    String fresh = "sesame-that-is-new-0123456789";
    assertThat(read(TestTokens.of(Role.READ))).isEqualTo(404);
    String session = logIn(TestTokens.of(Role.READ));
    assertThat(readBy("Cookie", session)).isEqualTo(404);

    Files.writeString(TestTokens.FILE, "reader read " + fresh + "\n");
    await().atMost(Duration.ofSeconds(30)).until(() -> read(fresh) == 404);
    assertThat(read(TestTokens.of(Role.READ))).isEqualTo(401);
    assertThat(readBy("Cookie", session)).isEqualTo(401);

    String broken = "sesame-of-a-broken-line";
    Files.writeString(TestTokens.FILE, "reader read " + fresh + "\nreader king " + broken + "\n");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> packaged.output().contains("The previous tokens stay in force"));
    assertThat(packaged.output())
        .contains(TestTokens.FILE + ", line 2: unknown role \\\"king\\\""); // in JSON
    assertThat(read(fresh)).isEqualTo(404);

    read(TestTokens.UNKNOWN);
    OtlpHttpClient otlp =
        new OtlpHttpClient(packaged.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1);
    assertThat(
            otlp.post(
                    "/v1/traces",
                    new byte[0],
                    OtlpHttpClient.PROTOBUF,
                    "Authorization",
                    "Bearer " + TestTokens.UNKNOWN)
                .statusCode())
        .isEqualTo(401);
    assertThat(packaged.output()).doesNotContain("sesame");
  }

  private int read(String token) {
    return readBy("Authorization", "Bearer " + token);
  }

  private int readBy(String header, String value) {
    return send(request("/api/v1/no-such").header(header, value)).statusCode();
  }

  /** The cookie of a new session. */
  private String logIn(String token) {
    return send(request("/api/v1/session")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"token\":\"" + token + "\"}")))
        .headers()
        .firstValue("set-cookie")
        .orElseThrow()
        .split(";", 2)[0];
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api + path));
  }

  private HttpResponse<Void> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.discarding());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.PackagedToolwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packaged application as a process of its own, whose token file changes, and its log. */
@Timeout(120)
class TokenFileChangeIT {
  private final TestClient client = TestClient.plain();
  private PackagedToolwatch packaged;

  @BeforeEach
  void start() throws IOException {
    Map<String, String> settings = new HashMap<>(TestTokens.settings());
    settings.putAll(TestClient.freePorts());
    settings.remove("quarkus.management.port"); // PackagedToolwatch chooses it, and asks there
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

    Files.writeString(TestTokens.FILE, "reader read " + fresh + "\n");
    await().atMost(Duration.ofSeconds(30)).until(() -> read(fresh) == 404);
    assertThat(read(TestTokens.of(Role.READ))).isEqualTo(401);

    String broken = "sesame-of-a-broken-line";
    Files.writeString(TestTokens.FILE, "reader read " + fresh + "\nreader king " + broken + "\n");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> packaged.output().contains("The tokens stay as they were"));
    assertThat(packaged.output())
        .contains(TestTokens.FILE + ", line 2: no role \\\"king\\\""); // in JSON
    assertThat(read(fresh)).isEqualTo(404);

    read(TestTokens.UNKNOWN);
    client.postOtlp("Authorization", TestTokens.bearer(Role.READ));
    client.call("Bearer " + TestTokens.UNKNOWN);
    assertThat(packaged.output()).doesNotContain("sesame");
  }

  private int read(String token) {
    return client.get(Port.API, "/api/v1/no-such", "Authorization", "Bearer " + token).statusCode();
  }
}

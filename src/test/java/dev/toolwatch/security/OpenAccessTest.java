package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens are configured, and switched off. */
@QuarkusTest
@TestProfile(OpenAccessTest.SwitchedOff.class)
@Timeout(60)
class OpenAccessTest {
  private final TestClient client = TestClient.plain();

  public static class SwitchedOff implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(TestClient.freePorts());
      settings.putAll(TestTokens.settings());
      settings.put("toolwatch.host", "0.0.0.0");
      settings.put("toolwatch.auth.enabled", "false");
      return settings;
    }
  }

  @Test
  void everyPort_withoutAToken_isOpen() {
    assertThat(client.postOtlp().statusCode()).isEqualTo(200);
    assertThat(client.call().getCode()).isEqualTo(io.grpc.Status.Code.OK);
    assertThat(client.get(Port.MANAGEMENT, "/metrics").statusCode()).isEqualTo(200);
    assertThat(client.get(Port.API, "/api/v1/no-such").statusCode()).isEqualTo(404);
  }

  @Test
  void anyToken_isNotLookedAt() {
    assertThat(client.postOtlp("Authorization", "Bearer " + TestTokens.UNKNOWN).statusCode())
        .isEqualTo(200);
  }
}

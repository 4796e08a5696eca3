package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session of the console over TLS. */
@QuarkusTest
@TestProfile(SecureSessionTest.WithTlsAndTokens.class)
@Timeout(60)
class SecureSessionTest {
  private static final String NAME = "session";

  private final TestClient client = TestCertificates.in(NAME).client("server.p12", false);

  public static class WithTlsAndTokens implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(TestClient.freePortsOfTls());
      settings.putAll(TestTokens.settings());
      settings.putAll(TestCertificates.make(NAME).settings("door"));
      settings.put("toolwatch.tls.configuration-name", "door");
      return settings;
    }
  }

  @Test
  void cookie_isForTlsAndThisHostOnly() {
    String body = "{\"token\":\"" + TestTokens.of(Role.READ) + "\"}";
    String cookie =
        client
            .send(
                client
                    .request(
                        Port.API,
                        "/api/v1/session",
                        "Content-Type",
                        "application/json",
                        "Origin",
                        "https://localhost:" + TestClient.port(Port.API))
                    .POST(BodyPublishers.ofString(body)))
            .headers()
            .firstValue("set-cookie")
            .orElseThrow();
    assertThat(cookie)
        .startsWith("__Host-toolwatch-session=")
        .contains("; Secure", "; SameSite=Strict", "; Path=/")
        .containsIgnoringCase("; HttpOnly")
        .doesNotContain("Domain");
    String sent = cookie.split(";", 2)[0];
    assertThat(client.get(Port.API, "/api/v1/session", "Cookie", sent).statusCode()).isEqualTo(200);
    String planted = sent.substring("__Host-".length());
    assertThat(client.get(Port.API, "/api/v1/session", "Cookie", planted).statusCode())
        .isEqualTo(401);
  }
}

package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The registry's default configuration, client certificates and tokens together. */
@QuarkusTest
@TestProfile(ClientCertificateTest.Demanded.class)
@Timeout(60)
class ClientCertificateTest {
  private static final String NAME = "clients";
  private static final String AUTHORIZATION = "Authorization";

  private final TestClient with = TestCertificates.in(NAME).client("server.p12", true);
  private final TestClient without = TestCertificates.in(NAME).client("server.p12", false);

  public static class Demanded implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(TestClient.freePortsOfTls());
      settings.putAll(TestCertificates.make(NAME).settings(""));
      settings.putAll(TestTokens.settings());
      settings.put("toolwatch.tls.client-auth", "required");
      return settings;
    }
  }

  @Test
  void with_andAToken_isLetIn() {
    String sender = TestTokens.bearer(Role.INGEST);
    assertThat(with.postOtlp(AUTHORIZATION, sender).statusCode()).isEqualTo(200);
    assertThat(with.call(sender).getCode()).isEqualTo(io.grpc.Status.Code.OK);
    assertThat(
            with.get(Port.MANAGEMENT, "/metrics", AUTHORIZATION, TestTokens.bearer(Role.SCRAPE))
                .statusCode())
        .isEqualTo(200);
    assertThat(
            with.get(Port.API, "/no-such", AUTHORIZATION, TestTokens.bearer(Role.READ))
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void with_butNoToken_isRefused() {
    assertThat(with.postOtlp().statusCode()).isEqualTo(401);
    assertThat(with.call().getCode()).isEqualTo(io.grpc.Status.Code.UNAUTHENTICATED);
    assertThat(with.get(Port.MANAGEMENT, "/metrics").statusCode()).isEqualTo(401);
    assertThat(with.get(Port.API, "/").statusCode()).isEqualTo(401);
  }

  @Test
  void without_isRefusedEverywhere_butByTheHealthChecks() {
    String chief = TestTokens.bearer(Role.ADMIN);
    assertThatThrownBy(() -> without.postOtlp(AUTHORIZATION, chief))
        .isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> without.get(Port.API, "/", AUTHORIZATION, chief))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(without.call(chief).getCode()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
    assertThat(without.get(Port.MANAGEMENT, "/metrics", AUTHORIZATION, chief).statusCode())
        .isEqualTo(403);
    assertThat(without.get(Port.MANAGEMENT, "/q/health/live").statusCode()).isEqualTo(200);
  }
}

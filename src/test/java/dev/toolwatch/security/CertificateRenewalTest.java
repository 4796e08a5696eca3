package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A new certificate is served without a restart. */
@QuarkusTest
@TestProfile(CertificateRenewalTest.Renewing.class)
@Timeout(90)
class CertificateRenewalTest {
  private static final String NAME = "renewal";

  public static class Renewing implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(TestClient.freePortsOfTls());
      TestCertificates certificates = TestCertificates.make(NAME);
      settings.putAll(certificates.settings("door"));
      settings.put("quarkus.tls.door.reload-period", "1s");
      settings.put("toolwatch.tls.configuration-name", "door");
      return settings;
    }
  }

  @Test
  void renewed_isServedOnAllPorts() throws IOException {
    TestCertificates certificates = TestCertificates.in(NAME);
    Files.deleteIfExists(certificates.path("next.p12"));
    certificates.makeServer("next.p12");
    TestClient before = certificates.client("server.p12", false);
    assertThat(before.postOtlp().statusCode()).isEqualTo(200);

    TestClient after = certificates.client("next.p12", false);
    assertThatThrownBy(after::postOtlp).isInstanceOf(UncheckedIOException.class);
    Files.copy(
        certificates.path("next.p12"),
        certificates.path("server.p12"),
        StandardCopyOption.REPLACE_EXISTING);

    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(after.postOtlp().statusCode()).isEqualTo(200);
              assertThat(after.call().getCode()).isEqualTo(io.grpc.Status.Code.OK);
              assertThat(after.get(Port.MANAGEMENT, "/metrics").statusCode()).isEqualTo(200);
              assertThat(after.get(Port.API, "/no-such").statusCode()).isEqualTo(404);
            });
  }
}

package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.UncheckedIOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One setting puts TLS on all four ports. */
@QuarkusTest
@TestProfile(TlsTest.WithTls.class)
@Timeout(60)
class TlsTest {
  private static final String NAME = "tls";

  private final TestClient client = TestCertificates.in(NAME).client("server.p12", false);

  public static class WithTls implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(TestClient.freePortsOfTls());
      settings.putAll(TestCertificates.make(NAME).settings("door"));
      settings.put("toolwatch.tls.configuration-name", "door");
      return settings;
    }
  }

  @Test
  void allFourPorts_speakTls_thoseOfOtlpHttp2() {
    HttpResponse<String> otlp = client.postOtlp();
    assertThat(otlp.statusCode()).isEqualTo(200);
    assertThat(otlp.version()).isEqualTo(Version.HTTP_2);
    assertThat(client.call().getCode()).isEqualTo(io.grpc.Status.Code.OK);
    HttpResponse<String> metrics = client.get(Port.MANAGEMENT, "/metrics");
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.version()).isEqualTo(Version.HTTP_1_1);
    HttpResponse<String> api = client.get(Port.API, "/no-such");
    assertThat(api.statusCode()).isEqualTo(404);
    assertThat(api.version()).isEqualTo(Version.HTTP_1_1);
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void noPort_speaksPlainHttp(Port port) {
    TestClient plain = TestClient.plain();
    assertThatThrownBy(() -> plain.get(port, "/")).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void realExporter_overGrpc_delivers() {
    ManagedChannel channel = client.channel();
    try {
      assertThat(export(channel)).isTrue();
    } finally {
      channel.shutdownNow();
    }
  }

  @SuppressWarnings("deprecation") // gRPC's own client is to be given its certificates so
  static boolean export(ManagedChannel channel) {
    SpanExporter exporter = OtlpGrpcSpanExporter.builder().setChannel(channel).build();
    return exporter
        .export(List.of(AccessControlTest.span()))
        .join(20, TimeUnit.SECONDS)
        .isSuccess();
  }
}

package dev.toolwatch.expose;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.Toolwatch;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_36_2.Metrics;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class MetricsEndpointTest {
  private final URI management = Toolwatch.underTest().management();

  @Test
  void metrics_text_hasTheProcessAndOurselves() {
    Response response = get("text/plain");
    assertThat(response.contentType()).isEqualTo(TextFormat.CONTENT_TYPE);
    Map<String, String> lines = PageLines.of(response.asString());
    assertThat(lines)
        .containsKey("# TYPE jvm_memory_used_bytes gauge")
        .containsKey("# TYPE jvm_threads_started_threads_total counter")
        .containsKey("process_uptime_seconds")
        .containsEntry("toolwatch_exposition_failures_total{source=\"MicrometerSource\"}", "0.0");
  }

  @Test
  void metrics_openMetrics_ends() {
    Response response = get("application/openmetrics-text;version=1.0.0");
    assertThat(response.contentType()).isEqualTo(OpenMetricsFormat.CONTENT_TYPE);
    assertThat(response.asString())
        .contains("# TYPE jvm_threads_started_threads counter\n")
        .endsWith("# EOF\n");
  }

  @Test
  void metrics_protobuf_isReadByTheOracle() throws IOException {
    Response response =
        get(
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                + "encoding=delimited");
    assertThat(response.contentType()).isEqualTo(ProtobufFormat.CONTENT_TYPE);
    assertThat(Oracle.parse(response.asByteArray()))
        .extracting(Metrics.MetricFamily::getName)
        .doesNotHaveDuplicates()
        .contains("jvm_memory_used_bytes", "toolwatch_exposition_failures_total");
  }

  @Test
  void metrics_httpRequests_areCountedByMicrometer() {
    given().get("/no-such-page");
    assertThat(get("text/plain").asString())
        .contains("# TYPE http_server_requests_seconds summary\n");
  }

  @Test
  void metrics_ofHttpServers_leaveOutTheOtlpPorts() {
    Toolwatch toolwatch = Toolwatch.underTest();
    MetricsText before = toolwatch.scrape();
    given()
        .contentType("application/json")
        .body("{\"resourceSpans\":[]}" + " ".repeat(100_000))
        .post("http://localhost:" + toolwatch.httpPort() + "/v1/traces")
        .then()
        .statusCode(200);
    assertThat(toolwatch.added(before, "http_server_bytes_read_sum")).isLessThan(100_000);
    assertThat(toolwatch.added(before, "toolwatch_otlp_requests_total")).isEqualTo(1);
  }

  /** There is one page of metrics, and it is ours. */
  @ParameterizedTest
  @ValueSource(strings = {"/q/metrics", "/metrics/jvm", "/q/metrics/jvm"})
  void metrics_elsewhere_isNotThere(String path) {
    given().accept("text/plain").get(management.resolve(path)).then().statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/health/started"})
  void health_besideMetrics_isUp(String path) {
    given().get(management.resolve(path)).then().statusCode(200);
  }

  private Response get(String accept) {
    Response response = given().accept(accept).get(management.resolve("/metrics"));
    assertThat(response.statusCode()).isEqualTo(200);
    return response;
  }
}

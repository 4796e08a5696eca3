package dev.toolwatch.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.Toolwatch;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sends two calls of a FastMCP server, one of which names its user, and asks what is missing. */
@QuarkusTest
class CoverageResourceTest {
  private static final String PATH = "/api/v1/coverage";
  private static final String FAMILY = "mcp_server_operation_duration_seconds";

  private final Toolwatch toolwatch = Toolwatch.underTest();
  private final String service = "coverage-test-" + UUID.randomUUID();

  @BeforeEach
  void send() {
    Span.Builder anonymous = Requests.toolCall("find", Duration.ofMillis(5));
    Span.Builder named =
        Requests.toolCall("find", Duration.ofMillis(5))
            .addAttributes(Requests.attribute("enduser.pseudo.id", "ann"));
    ResourceSpans.Builder spans = Requests.resourceSpans(service, anonymous, named);
    spans.getScopeSpansBuilder(0).getScopeBuilder().setName("fastmcp");
    OtlpHttpClient http = new OtlpHttpClient(toolwatch.httpPort(), HttpClient.Version.HTTP_1_1);
    byte[] request = Requests.request(spans).toByteArray();
    assertThat(http.post("/v1/traces", request, OtlpHttpClient.PROTOBUF).statusCode())
        .isEqualTo(200);
    toolwatch.awaitSum(2, FAMILY + "_count", "service_name", service);
  }

  private Response get(String query) {
    Response response = given().get(PATH + "?service=" + service + query);
    assertThat(response.statusCode()).isEqualTo(200);
    return response;
  }

  @Test
  void get_aService_hasItsChecksInOrder_withAdviceForItsEmitter() {
    JsonPath answer = get("").jsonPath();
    assertThat(answer.getList("coverage.check"))
        .isEqualTo(
            List.of(
                "server_spans",
                "client_context",
                "tool_names",
                "error_types",
                "sessions",
                "users",
                "dependencies",
                "exceptions",
                "service_version",
                "runtime_metrics"));
    assertThat(answer.getList("coverage.service")).containsOnly(service);
    assertThat(answer.getList("coverage.emitter")).containsOnly("FastMCP");
    answer.setRootPath("coverage.find { it.check == 'users' }");
    assertThat(answer.getString("state")).isEqualTo("partial");
    assertThat(answer.getDouble("ratio")).isEqualTo(0.5);
    assertThat(answer.getString("advice"))
        .contains("FastMCP", "enduser.pseudo.id", "docs/emitters.md#fastmcp");
    answer.setRootPath("coverage.find { it.check == 'tool_names' }");
    assertThat(answer.getString("state")).isEqualTo("ok");
    assertThat(answer.getString("advice")).isNull();
    answer.setRootPath("coverage.find { it.check == 'error_types' }");
    assertThat(answer.getString("state")).isEqualTo("unknown");
    assertThat(answer.getString("ratio")).isNull();
    assertThat(answer.getString("advice")).isEqualTo("No operation failed.");
  }

  @Test
  void get_page_goesOnWhereThePageBeforeEnded() {
    List<Object> checks = new ArrayList<>();
    String cursor = "";
    for (int page = 0; page < 4; page++) {
      JsonPath answer = get("&limit=3" + cursor).jsonPath();
      checks.addAll(answer.getList("coverage.check"));
      cursor = "&cursor=" + answer.getString("next_cursor");
    }
    assertThat(cursor).isEqualTo("&cursor=null");
    assertThat(checks).isEqualTo(get("").jsonPath().getList("coverage.check"));
  }

  @Test
  void get_allServices_hasThisOne() {
    assertThat(given().get(PATH + "?limit=1000").jsonPath().getList("coverage.service"))
        .contains(service);
  }

  @Test
  void get_csv_isATable() {
    Response response = given().accept("text/csv").get(PATH + "?service=" + service);
    assertThat(response.contentType()).startsWith("text/csv");
    List<String> lines = response.asString().lines().toList();
    assertThat(lines).hasSize(11);
    assertThat(lines.get(0)).isEqualTo("service,emitter,check,state,ratio,advice");
    assertThat(lines.get(1)).isEqualTo(service + ",FastMCP,server_spans,ok,1.0,");
  }

  @Test
  void metrics_haveTheSameRatios() {
    MetricsText page = toolwatch.scrape();
    assertThat(page.select("mcp_coverage_ratio", "service_name", service, "check", "users"))
        .extracting(MetricsText.Sample::value)
        .containsExactly(0.5);
    assertThat(page.select("mcp_coverage_ratio", "service_name", service, "check", "error_types"))
        .isEmpty();
  }
}

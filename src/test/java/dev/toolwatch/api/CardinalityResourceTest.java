package dev.toolwatch.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.Toolwatch;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Pushes one service past the number of tools it may have, and asks what that looks like. */
@QuarkusTest
class CardinalityResourceTest {
  private static final String PATH = "/api/v1/cardinality";
  private static final String FAMILY = "mcp_server_operation_duration_seconds";
  private static final int MAX_TOOLS = 500;
  private static final int TOOLS = 700;

  private final Toolwatch toolwatch = Toolwatch.underTest();
  private final String service = "api-test-" + UUID.randomUUID();

  private void sendTools() {
    Span.Builder[] spans = new Span.Builder[TOOLS];
    for (int i = 0; i < TOOLS; i++) {
      spans[i] =
          Requests.toolCall("tool" + i, Duration.ofMillis(5))
              .setTraceId(Requests.id(0x70, i + 1))
              .setSpanId(Requests.id(i + 1));
    }
    OtlpHttpClient http = new OtlpHttpClient(toolwatch.httpPort(), HttpClient.Version.HTTP_1_1);
    byte[] request = Requests.request(service, spans).toByteArray();
    assertThat(http.post("/v1/traces", request, OtlpHttpClient.PROTOBUF).statusCode())
        .isEqualTo(200);
    toolwatch.awaitSum(TOOLS, FAMILY + "_count", "service_name", service);
  }

  @Test
  void get_aServiceBeyondItsLimit_isNamed() {
    sendTools();
    MetricsText page = toolwatch.scrape();
    assertThat(page.select(FAMILY + "_count", "service_name", service)).hasSize(MAX_TOOLS + 1);
    String[] other = {"service_name", service, "gen_ai_tool_name", "__other__"};
    assertThat(page.sum(FAMILY + "_count", other)).isEqualTo(TOOLS - MAX_TOOLS);
    assertThat(page.sum("toolwatch_series_demand", "family", FAMILY)).isGreaterThan(3L * MAX_TOOLS);
    assertThat(page.sum("toolwatch_series_limited_total", "family", FAMILY, "reason", "label"))
        .isGreaterThanOrEqualTo(TOOLS - MAX_TOOLS);

    Response response = given().get(PATH + "?limit=1000");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.contentType()).startsWith("application/json");
    JsonPath report = response.jsonPath();
    report.setRootPath("families.find { it.family == '" + FAMILY + "' }");
    assertThat(report.getInt("limit")).isEqualTo(10_000);
    assertThat(report.getInt("used")).isBetween(3 * MAX_TOOLS, 10_000);
    report.setRootPath(
        "families.find { it.family == '%s' }.services.find { it.service == '%s' }"
            .formatted(FAMILY, service));
    assertThat(report.getInt("used")).isEqualTo(3 * MAX_TOOLS);
    assertThat(report.getLong("folded")).isEqualTo(TOOLS - MAX_TOOLS);
    assertThat(report.getLong("demand")).isBetween(3L * (TOOLS - 50), 3L * (TOOLS + 50));
  }

  @Test
  void get_csv_isATable() {
    sendTools();
    Response response = given().accept("text/csv").get(PATH + "?limit=1000");
    assertThat(response.contentType()).startsWith("text/csv");
    List<String> lines = response.asString().lines().toList();
    assertThat(lines.get(0)).isEqualTo("family,service,used,demand,folded,examples");
    assertThat(lines).anyMatch(line -> line.startsWith(FAMILY + "," + service + ",1500,"));
  }

  @Test
  void get_limitThatIsNone_isAProblem() {
    for (String limit : List.of("0", "1001", "many")) {
      Response response = given().get(PATH + "?limit=" + limit);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.contentType()).startsWith("application/problem+json");
      assertThat(response.jsonPath().getInt("status")).isEqualTo(400);
      assertThat(response.jsonPath().getString("detail")).contains("from 1 to 1000");
    }
  }

  @Test
  void otherMethods_areAProblem() {
    Response response = given().post(PATH);
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.contentType()).startsWith("application/problem+json");
  }

  @Test
  void openapi_hasIt() {
    assertThat(given().accept("application/json").get("/q/openapi").jsonPath().getMap("paths"))
        .containsKey(PATH);
  }
}

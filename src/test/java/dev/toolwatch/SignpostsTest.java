package dev.toolwatch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.toolwatch.testing.Toolwatch;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody finds who opens a port. */
@QuarkusTest
class SignpostsTest {
  private static final Set<String> NEEDING_PARAMETERS =
      Set.of("/api/v1/alerts", "/api/v1/reports/sla", "/api/v1/search", "/api/v1/tools/series");

  private final URI management = Toolwatch.underTest().management();

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api", "/api/v1", "/api/v1/", "/docs"})
  void api_pages_haveLinksThatWork(String page) {
    List<String> links =
        given().get(page).then().statusCode(200).extract().jsonPath().getList("links.path");
    assertThat(links).hasSizeGreaterThan(2);
    links.forEach(link -> given().urlEncodingEnabled(false).get(link).then().statusCode(200));
  }

  /** Every listing that needs no name and no parameters is on the page. */
  @Test
  void api_page_hasEveryListing() {
    JsonPath described = given().get("/q/openapi?format=json").jsonPath();
    Set<String> paths =
        described.<String, Map<String, ?>>getMap("paths").entrySet().stream()
            .filter(path -> path.getValue().containsKey("get"))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    List<String> links = given().get("/api/v1").jsonPath().getList("links.path");
    assertThat(paths)
        .filteredOn(path -> path.startsWith("/api/v1/"))
        .filteredOn(path -> !path.contains("{"))
        .filteredOn(path -> !NEEDING_PARAMETERS.contains(path))
        .isNotEmpty()
        .isSubsetOf(links);
  }

  @Test
  void browsers_getHtml() {
    given()
        .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        .get("/docs")
        .then()
        .statusCode(200)
        .contentType("text/html")
        .body(containsString("<a href=\"/api/v1\">"));
  }

  @ParameterizedTest
  @CsvSource({"/nothing, /api/v1 list", "/v1/traces, 4318", "/metrics, 9464"})
  void api_wrongPath_saysWhereToGo(String path, String place) {
    given().get(path).then().statusCode(404).body("detail", containsString(place));
  }

  @Test
  void api_wrongPath_inABrowser_isAPage() {
    given()
        .header("Accept", "text/html,*/*;q=0.8")
        .get("/nothing")
        .then()
        .statusCode(404)
        .contentType("text/html")
        .body(containsString("<a href=\"/\">"));
  }

  @Test
  void management_root_hasLinksThatWork() {
    List<String> links =
        given()
            .get(management.resolve("/"))
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .getList("links.path");
    assertThat(links).contains("/metrics");
    links.forEach(link -> given().get(management.resolve(link)).then().statusCode(200));
  }

  @Test
  void management_wrongPath_listsWhatThereIs() {
    given()
        .get(management.resolve("/api/v1/tools"))
        .then()
        .statusCode(404)
        .body("title", containsString("nothing at this path"))
        .body("hint", containsString("8080"));
  }

  @Test
  void otlpAtOtherPorts_isToldWhereToGo_andCounted() {
    given().post("/v1/traces").then().statusCode(404).body("detail", containsString("4318"));
    given()
        .post(management.resolve("/opentelemetry.proto.collector.logs.v1.LogsService/Export"))
        .then()
        .statusCode(404)
        .body("hint", containsString("4317"));
    given()
        .get(management.resolve("/metrics"))
        .then()
        .body(
            containsString(
                "toolwatch_otlp_wrong_requests_total{transport=\"http\",reason=\"port\"} 1"),
            containsString(
                "toolwatch_otlp_wrong_requests_total{transport=\"grpc\",reason=\"port\"} 1"));
  }

  @Test
  void settings_areServed() {
    given().get("/docs/settings").then().statusCode(200).body(containsString("toolwatch.host"));
  }
}

package dev.toolwatch.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.toolwatch.testing.Toolwatch;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objectives, reports, maintenance and alerts by the API, over a month that was made. */
@QuarkusTest
@WithTestResource(MonthStore.class)
class ServiceLevelTest {
  private static final String PROBLEM = "application/problem+json";
  private static final String REPORT = "/api/v1/reports/sla";
  private static final String WINDOWS = "/api/v1/maintenance-windows";
  private static final YearMonth MONTH = MonthStore.month();

  private static JsonPath report() {
    return given()
        .queryParam("service", MonthStore.SERVICE)
        .queryParam("month", MONTH.toString())
        .get(REPORT)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  @Test
  void report_hasTheTruth_toFourDigits() {
    JsonPath report = report();
    int minutes = MONTH.lengthOfMonth() * 1440;
    int unknown = 7 + 50;
    int counted = minutes - 120 - unknown;
    assertThat(report.getInt("total.down_minutes")).isEqualTo(47 + 20);
    assertThat(report.getInt("total.degraded_minutes")).isEqualTo(90);
    assertThat(report.getInt("total.unknown_minutes")).isEqualTo(unknown);
    assertThat(report.getInt("total.maintenance_minutes")).isEqualTo(120);
    assertThat(report.getDouble("total.uptime_ratio"))
        .isCloseTo((double) (counted - 67) / counted, within(5e-7));
    assertThat(report.getDouble("total.observed_ratio"))
        .isCloseTo((double) counted / (counted + unknown), within(5e-7));
    assertThat(report.getBoolean("complete"))
        .isEqualTo(
            InstantSource.system()
                .instant()
                .isAfter(
                    MonthStore.time(1, 0, 0)
                        .plus(Duration.ofDays(MONTH.lengthOfMonth()).plusHours(25))));
    assertThat(report.getList("incidents")).hasSize(3);
    assertThat(report.getList("incidents[0].error_types"))
        .isEqualTo(List.of("timeout", "java.net.ConnectException"));
    assertThat(report.getList("incidents[0].tools")).isEqualTo(List.of("find"));
    assertThat(report.getInt("incidents[0].seconds_to_detect")).isEqualTo(180);
    assertThat(report.getInt("mean_seconds_to_resolve")).isEqualTo(52 * 60);
    assertThat(report.getList("days")).hasSize(MONTH.lengthOfMonth());
    assertThat(report.getString("maintenance[0].reason")).isEqualTo("database upgrade");
    assertThat(report.getString("tools[0].tool")).isEqualTo("find");
    assertThat(report.getInt("previous.up_minutes")).isEqualTo(3 * 1440);
    assertThat(report.getList("objectives.slo")).isEqualTo(List.of("availability", "latency"));
  }

  @Test
  void report_asCsv_isTheMonthAndItsDays() {
    String csv =
        given()
            .queryParam("service", MonthStore.SERVICE)
            .queryParam("month", MONTH.toString())
            .header("Accept", "text/csv")
            .get(REPORT)
            .then()
            .statusCode(200)
            .extract()
            .asString();
    String[] lines = csv.split("\r\n", -1);
    assertThat(lines).hasSize(1 + 1 + MONTH.lengthOfMonth() + 1);
    assertThat(lines[0]).startsWith("period,from,to,uptime_ratio,");
    assertThat(lines[1]).startsWith(MONTH + ",");
    assertThat(lines[2]).startsWith(MONTH + "-01,");
  }

  private static String page(String service) {
    return page(service, MONTH);
  }

  private static String page(String service, YearMonth month) {
    return given()
        .queryParam("service", service)
        .queryParam("month", month.toString())
        .header("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
        .get(REPORT)
        .then()
        .statusCode(200)
        .contentType(startsWith("text/html"))
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .extract()
        .asString();
  }

  @Test
  void report_asAPage_saysWhatItRestsOn_andEscapesNames() throws IOException {
    String page = page(MonthStore.SERVICE);
    Files.writeString(Path.of("target/sla-report.html"), page);
    assertThat(page)
        .contains("<svg", "What these figures rest on", "database upgrade", "timeout", "99.8")
        .contains("57 min unknown", "verdict missed")
        .doesNotContain("NaN", "{page", "&lt;svg");
    assertThat(page(MonthStore.HOSTILE))
        .contains(
            "&lt;script&gt;alert(1)&lt;/<wbr>script&gt;", "<title>Service level of &lt;script&gt;")
        .doesNotContain("<script");
  }

  @Test
  void page_ofAMonthOfWhichNothingIsKnown_saysSo_andNothingElse() {
    String page = page(MonthStore.SERVICE, MONTH.minusMonths(2));
    assertThat(page)
        .contains("Nothing is known of this month.", "verdict unknown", "first seen after that")
        .doesNotContain("100.0", "NaN", "verdict met");
  }

  @Test
  void reportsOfTheMonthThatIsOver_areWritten_whenNothingLateCanCome() throws IOException {
    if (report().getBoolean("complete")) {
      Path page = MonthStore.reports().resolve("sla-" + MONTH + "-acme_orders-mcp.html");
      await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(page));
      assertThat(Files.readString(page)).contains("What these figures rest on");
      try (Stream<Path> written = Files.list(MonthStore.reports())) {
        assertThat(written.map(file -> file.getFileName().toString()))
            .filteredOn(name -> name.contains("acme"))
            .containsExactlyInAnyOrder(
                "sla-" + MONTH + "-acme_orders-mcp.html",
                "sla-" + MONTH + "-acme_orders-mcp.json",
                "sla-" + MONTH + "-acme_orders-mcp.csv");
      }
    } else {
      assertThat(MonthStore.reports()).doesNotExist();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reports/sla | service | is required",
        "reports/sla?service=a&month=2026-13 | month | not a month",
        "reports/sla?service=a&month=October | month | not a month",
        "reports/sla?service=a&month=2999-01 | month | has not begun",
        "reports/sla?service=a&month=1999-01 | month | before 2000",
        "reports/sla?service=a&zone=Mars | zone | is not a parameter here",
        "slos?limit=0 | limit | from 1 to 1000",
        "slos/availability?tool=x | tool | is not a parameter here",
        "maintenance-windows?all=perhaps | all | false, true",
      })
  void wrongParameter_isNamed(String path, String parameter, String reason) {
    given()
        .urlEncodingEnabled(false)
        .get("/api/v1/" + path)
        .then()
        .statusCode(400)
        .contentType(PROBLEM)
        .body("invalid-params.name", contains(parameter))
        .body("invalid-params[0].reason", containsString(reason));
  }

  @Test
  void whatIsNotThere_isAProblem() {
    for (String path : List.of("reports/sla?service=nobody", "slos/none")) {
      given().get("/api/v1/" + path).then().statusCode(404).contentType(PROBLEM);
    }
    given().delete(WINDOWS + "/none").then().statusCode(404).contentType(PROBLEM);
  }

  @Test
  void slos_tellBudgetAndBurnRates() {
    given()
        .queryParam("service", MonthStore.SERVICE)
        .get("/api/v1/slos")
        .then()
        .statusCode(200)
        .body("slos.slo", contains("availability", "latency"))
        .body("slos.objective", contains(0.999f, 0.95f))
        .body("slos[0].window", equalTo("30d"));
    JsonPath one =
        given()
            .queryParam("service", MonthStore.SERVICE)
            .get("/api/v1/slos/availability")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    long events = one.getLong("slos[0].events");
    long bad = one.getLong("slos[0].bad");
    assertThat(events).isGreaterThan(1_000_000);
    assertThat(one.getDouble("slos[0].budget_left"))
        .isCloseTo(1 - bad / (0.001 * events), within(1e-5));
    assertThat(one.getDouble("slos[0].burn_3d")).isGreaterThan(0);
    String csv =
        given()
            .header("Accept", "text/csv")
            .get("/api/v1/slos")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    assertThat(csv).startsWith("slo,service,tool,indicator,threshold_seconds,objective,");
  }

  @Test
  void slos_areMetrics() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        Toolwatch.underTest()
                            .scrape()
                            .sum(
                                "mcp_slo_events_total",
                                "service_name",
                                MonthStore.SERVICE,
                                "slo",
                                "availability"))
                    .isGreaterThan(2_000_000));
  }

  private static Instant hour(int ahead) {
    return InstantSource.system()
        .instant()
        .truncatedTo(ChronoUnit.HOURS)
        .plus(Duration.ofDays(30).plusHours(ahead));
  }

  private static Map<String, String> window(int from, int to) {
    return Map.of(
        "service", "shop", "from", hour(from).toString(), "to", hour(to).toString(), "reason", "x");
  }

  @Test
  void maintenance_isEntered_listed_andTakenBack_withWhoDidIt() {
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(window(0, 2))
            .post(WINDOWS)
            .then()
            .statusCode(201)
            .header("Location", containsString(WINDOWS))
            .body("created_by", startsWith("anyone at"))
            .extract()
            .path("id");
    given()
        .contentType(ContentType.JSON)
        .body(window(1, 3))
        .post(WINDOWS)
        .then()
        .statusCode(409)
        .contentType(PROBLEM)
        .body("detail", containsString(id));
    given().get(WINDOWS + "?service=shop").then().body("maintenance_windows.id", contains(id));
    given().get(WINDOWS).then().body("maintenance_windows.id", hasItem("0f7a"));
    given().delete(WINDOWS + "/" + id).then().statusCode(204);
    given().delete(WINDOWS + "/" + id).then().statusCode(404);
    given().get(WINDOWS + "?service=shop").then().body("maintenance_windows", hasSize(0));
    given()
        .get(WINDOWS + "?service=shop&all=true")
        .then()
        .body("maintenance_windows.id", contains(id))
        .body("maintenance_windows[0].deleted_by", startsWith("anyone at"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from | 2026-13-01T00:00:00Z | RFC 3339",
        "from | 2026-01-01 | RFC 3339",
        "from | 2001-01-01T00:00:00Z | ago",
        "from | 2999-01-01T00:00:00Z | ahead",
        "from | '' | is required",
        "to | 2001-01-01T00:00:00Z | not after from",
        "to | 2999-01-01T00:00:00Z | 7 days after",
        "to | 2999-01-01T00:00:30Z | whole minute",
        "reason | '' | is required",
        "zone | Mars | is not a field here",
      })
  void wrongMaintenance_isNamed_andNotStored(String field, String value, String reason) {
    Map<String, String> body = new HashMap<>(window(10, 12));
    body.put("service", "wrong");
    body.put(field, value);
    given()
        .contentType(ContentType.JSON)
        .body(body)
        .post(WINDOWS)
        .then()
        .statusCode(400)
        .contentType(PROBLEM)
        .body("invalid-params.name", hasItem(field))
        .body("detail", containsString(reason));
    given().get(WINDOWS + "?service=wrong&all=true").then().body("maintenance_windows", hasSize(0));
  }

  @Test
  void bodyThatIsNoJson_isAProblem() {
    for (String path : List.of(WINDOWS, "/api/v1/alerts")) {
      for (String body : List.of("", "[]", "{", "no")) {
        given()
            .contentType(ContentType.JSON)
            .body(body)
            .post(path)
            .then()
            .statusCode(400)
            .contentType(PROBLEM)
            .body("invalid-params.name", contains("body"));
      }
    }
  }

  private static String alerts(String status, Instant starts, String ends) {
    return """
    {"version": "4", "groupKey": "{}", "status": "%s", "receiver": "toolwatch",
     "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://am",
     "truncatedAlerts": 0,
     "alerts": [{"status": "%s", "labels": {"alertname": "Down", "severity": "page",
       "service_name": "%s"}, "annotations": {}, "startsAt": "%s", "endsAt": "%s",
       "generatorURL": "http://prometheus", "fingerprint": "b2"}]}
    """
        .formatted(status, status, MonthStore.SERVICE, starts, ends);
  }

  @Test
  void alert_isTaken_andTellsWhenAnIncidentWasDetected() {
    Instant starts = MonthStore.time(9, 14, 5);
    given()
        .contentType(ContentType.JSON)
        .body(alerts("firing", starts, "0001-01-01T00:00:00Z"))
        .post("/api/v1/alerts")
        .then()
        .statusCode(204);
    given()
        .contentType(ContentType.JSON)
        .body(alerts("resolved", starts, starts.plusSeconds(6000).toString()))
        .post("/api/v1/alerts")
        .then()
        .statusCode(204);
    JsonPath report = report();
    assertThat(report.getInt("incidents[1].seconds_to_resolve")).isEqualTo(300 + 6000);
    assertThat(report.getString("incidents[1].detected_at")).isNotEmpty();
    given()
        .contentType(ContentType.JSON)
        .body(alerts("burning", starts, "then"))
        .post("/api/v1/alerts")
        .then()
        .statusCode(400)
        .body("invalid-params.name", contains("alerts[0].status"))
        .body("detail", not(containsString("Exception")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+999999999-12-31T23:59:59Z",
        "-999999999-01-01T00:00:00Z",
        "2999-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
      })
  void alert_ofAnotherAge_isRefused(String starts) {
    given()
        .contentType(ContentType.JSON)
        .body(
            alerts("firing", Instant.EPOCH, "0001-01-01T00:00:00Z")
                .replace("\"startsAt\": \"" + Instant.EPOCH, "\"startsAt\": \"" + starts))
        .post("/api/v1/alerts")
        .then()
        .statusCode(400)
        .contentType(PROBLEM)
        .body("invalid-params.name", contains("alerts[0].startsAt"));
  }
}

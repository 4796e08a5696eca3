package dev.toolwatch.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all paths of the API have in common: parameters, refusals, forms and caching. */
@QuarkusTest
class ApiTest {
  private static final String PROBLEM = "application/problem+json";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "services?from=yesterday | from | RFC 3339",
        "services?from=2026-13-01T00:00:00Z | from | RFC 3339",
        "services?from=2026-10-01T00:00:00%2002:00 | from | percent-encode",
        "services?to=now-1q | to | RFC 3339",
        "services?from=now&to=now-1h | from | is not before to",
        "services?from=now%2B2h&to=now%2B3h | from | in the future",
        "services?from=1999-01-01T00:00:00Z&to=1999-02-01T00:00:00Z | to | oldest data",
        "services?order=name | order | calls, errors, p95, users",
        "services?limit=0 | limit | from 1 to 1000",
        "services?limit=1001 | limit | from 1 to 1000",
        "services?limit=ten | limit | from 1 to 1000",
        "services?cursor=abc | cursor | not a cursor",
        "services?service=one | service | is not a parameter here",
        "tools?servise=one | servise | is not a parameter here",
        "tools?service=a&service=b | service | more than once",
        "tools/x/series?step=7m | step | 1m, 5m, 15m",
        "tools/x/series?step=0m | step | 1m, 5m, 15m",
        "tools/x/series?step=1m&from=now-30d | step | too short",
        "tools/x/series?step=1h&from=now-400d | step | too short",
        "users/active?window=year | window | day, week, month",
        "users/top?from=now-7x | from | RFC 3339",
        "sessions?limit=-1 | limit | from 1 to 1000",
        "clients?to=then | to | RFC 3339",
        "coverage?limit=0 | limit | from 1 to 1000",
        "coverage?from=now-1h | from | is not a parameter here",
      })
  void wrongParameter_isNamed(String path, String parameter, String reason) {
    given()
        .urlEncodingEnabled(false)
        .get("/api/v1/" + path)
        .then()
        .statusCode(400)
        .contentType(PROBLEM)
        .header("Cache-Control", "no-store")
        .body("title", equalTo("Bad Request"))
        .body("status", equalTo(400))
        .body("detail", startsWith(parameter + ": "))
        .body("invalid-params.name", contains(parameter))
        .body("invalid-params[0].reason", containsString(reason));
  }

  @Test
  void severalWrongParameters_areAllNamed() {
    given()
        .get("/api/v1/tools?from=then&limit=none&order=down")
        .then()
        .statusCode(400)
        .body("invalid-params.name", contains("limit", "order", "from"));
  }

  @Test
  void tooLongValue_isRefused() {
    given()
        .queryParam("service", "x".repeat(1_001))
        .get("/api/v1/tools")
        .then()
        .statusCode(400)
        .body("invalid-params[0].reason", containsString("1000 characters"));
  }

  @Test
  void unknownPath_isAProblem() {
    given()
        .get("/api/v1/nothing")
        .then()
        .statusCode(404)
        .contentType(PROBLEM)
        .body("status", equalTo(404));
  }

  @Test
  void unknownTool_isAProblem() {
    given()
        .get("/api/v1/tools/nothing/series")
        .then()
        .statusCode(404)
        .contentType(PROBLEM)
        .body("detail", containsString("tool"));
  }

  @Test
  void toolByQuery_isAskedForByAnyName() {
    given()
        .get("/api/v1/tools/series?tool=..")
        .then()
        .statusCode(404)
        .body("detail", containsString("tool"));
    given()
        .get("/api/v1/tools/series")
        .then()
        .statusCode(400)
        .body("invalid-params.name", contains("tool"));
  }

  @Test
  void otherMethod_isAProblem_thatSaysWhichThereAre() {
    given()
        .post("/api/v1/services")
        .then()
        .statusCode(405)
        .contentType(PROBLEM)
        .header("Allow", containsString("GET"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/xml", "text/html", "text/csv;q=0"})
  void otherForm_isAProblem(String accept) {
    given()
        .header("Accept", accept)
        .get("/api/v1/services")
        .then()
        .statusCode(406)
        .contentType(PROBLEM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "application/json", "application/*", "text/csv;q=0.5, */*"})
  void json_isTheFirstForm(String accept) {
    given()
        .header("Accept", accept)
        .get("/api/v1/services")
        .then()
        .statusCode(200)
        .contentType("application/json");
  }

  @Test
  void sameAnswerAgain_isNotSent() {
    String path = "/api/v1/sessions?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z";
    String tag = given().get(path).then().statusCode(200).extract().header("ETag");
    given()
        .header("If-None-Match", tag)
        .get(path)
        .then()
        .statusCode(304)
        .header("ETag", equalTo(tag))
        .body(equalTo(""));
    given()
        .header("If-None-Match", tag)
        .header("Accept", "text/csv")
        .get(path)
        .then()
        .statusCode(200)
        .header("ETag", not(equalTo(tag)));
  }

  @Test
  void weakTag_isComparedAsItIs() {
    String path = "/api/v1/sessions?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z";
    String tag = given().get(path).then().statusCode(200).extract().header("ETag");
    given().header("If-None-Match", "\"other\", W/" + tag).get(path).then().statusCode(304);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json;charset=UTF-8, application/json",
    "TEXT/csv;charset=utf-8, text/csv",
  })
  void accept_withCharsetOrCapitals_isUnderstood(String accept, String type) {
    given()
        .header("Accept", accept)
        .get("/api/v1/services")
        .then()
        .statusCode(200)
        .contentType(startsWith(type));
  }

  @Test
  void format_csv_isAFile() {
    given()
        .get("/api/v1/services?format=csv")
        .then()
        .statusCode(200)
        .contentType(startsWith("text/csv"))
        .header("Content-Disposition", containsString("toolwatch-services.csv"));
    given().get("/api/v1/services?format=html").then().statusCode(406).contentType(PROBLEM);
  }

  @ParameterizedTest
  @CsvSource({
    "sessions?from=now-1h, 'private, max-age=10'",
    "sessions?from=2026-01-01T00:00:00Z, 'private, max-age=10'",
    "services?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z, 'private, max-age=10'",
    "sessions?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z, 'private, max-age=86400, immutable'",
    "users/active?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z, 'private, max-age=86400, immutable'",
  })
  void caches_areToldHowLong(String path, String control) {
    given()
        .get("/api/v1/" + path)
        .then()
        .statusCode(200)
        .header("Cache-Control", equalTo(control))
        .header("Vary", containsString("Accept"));
  }

  @Test
  void cursorOfAnotherQuery_isRefused() {
    Period period = new Period(Instant.now().minus(Duration.ofHours(1)), Instant.now());
    given()
        .queryParam("cursor", new Cursor(1, period, new Position(1, "a", "")).encoded())
        .get("/api/v1/tools")
        .then()
        .statusCode(400)
        .body("invalid-params.name", contains("cursor"))
        .body("invalid-params[0].reason", containsString("another query"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tools",
        "sessions",
        "clients",
        "coverage",
        "slos",
        "users/top",
        "users/active",
        "users/weeks"
      })
  void unknownService_isAProblem(String path) {
    given()
        .get("/api/v1/" + path + "?service=nobody")
        .then()
        .statusCode(404)
        .contentType(PROBLEM)
        .body("detail", startsWith("service: nothing has been received"));
  }

  @Test
  void noData_isAnEmptyListing_withAHeaderInCsv() {
    String longAgo = "?from=2025-01-01&to=2025-01-02";
    given()
        .get("/api/v1/tools" + longAgo)
        .then()
        .statusCode(200)
        .body("tools", hasSize(0))
        .body("next_cursor", nullValue());
    given()
        .header("Accept", "text/csv")
        .get("/api/v1/tools" + longAgo)
        .then()
        .statusCode(200)
        .contentType("text/csv;charset=utf-8")
        .body(startsWith("service,tool,calls,ok,client_errors,server_errors,error_ratio"));
  }
}

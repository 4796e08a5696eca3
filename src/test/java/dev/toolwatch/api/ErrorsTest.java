package dev.toolwatch.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.toolwatch.errors.MadeGroup;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Error groups and the audit trail over HTTP. {@code ErrorsResourceTest} has all the cases. */
@QuarkusTest
@WithTestResource(BackfilledStore.class)
class ErrorsTest {
  private static final String PROBLEM = "application/problem+json";
  private static final String ERRORS = "/api/v1/errors";
  private static final String FIRST = ERRORS + "/" + MadeGroup.fingerprint(1);

  @Test
  void groups_areListed_andShownWhole() {
    given()
        .get(ERRORS + "?service=acme/issues-mcp")
        .then()
        .statusCode(200)
        .body("errors.fingerprint", contains(MadeGroup.fingerprint(1).toString()))
        .body("errors[0].grouped_by", equalTo("stack_trace"))
        .body("errors[0].events", equalTo(2))
        .body("errors[0].users", equalTo(2))
        .body("errors[0].tools", contains("search_issues"));
    given()
        .get(FIRST)
        .then()
        .statusCode(200)
        .body("frames.function", contains("handle", "find_order"))
        .body("frames.in_app", contains(false, true))
        .body("exceptions.type", contains("ValueError", "KeyError"))
        .body("samples", hasSize(2))
        .body("samples[0].exceptions[0].frames", hasSize(2))
        .body("series.events", contains(1, 1));
    given().accept("text/csv").get(ERRORS).then().body(startsWith("fingerprint,service,type,"));
    given().accept("text/csv").get(FIRST).then().statusCode(406).contentType(PROBLEM);
  }

  @Test
  void group_isChanged_withAndWithoutABody_andTheTrailSaysSo() {
    given()
        .contentType(ContentType.JSON)
        .body("{\"version\": \"1.4.0\"}")
        .post(FIRST + "/resolve")
        .then()
        .statusCode(200)
        .body("status", equalTo("resolved"))
        .body("resolved_version", equalTo("1.4.0"))
        .body("changed_by", startsWith("anyone at"))
        .body("frames", hasSize(2));
    given().get(ERRORS + "?status=resolved").then().body("errors", hasSize(1));
    given()
        .noContentType()
        .post(FIRST + "/ignore")
        .then()
        .statusCode(200)
        .body("ignored_until", nullValue());
    given()
        .noContentType()
        .post(FIRST + "/reopen")
        .then()
        .statusCode(200)
        .body("status", equalTo("open"));
    given()
        .contentType(ContentType.JSON)
        .body("{\"events\": \"many\"}")
        .post(FIRST + "/ignore")
        .then()
        .statusCode(400)
        .contentType(PROBLEM)
        .body("invalid-params.name", contains("events"));
    given()
        .contentType("text/plain")
        .body("{}")
        .post(FIRST + "/resolve")
        .then()
        .statusCode(415)
        .contentType(PROBLEM);
    given().get(FIRST + "/resolve").then().statusCode(405).header("Allow", containsString("POST"));
    given()
        .get("/api/v1/audit")
        .then()
        .statusCode(200)
        .body("audit.action", hasItems("error.resolve", "error.ignore", "error.reopen"))
        .body("audit.subject", hasItem(MadeGroup.fingerprint(1).toString()))
        .body("audit[0].who", startsWith("anyone at"));
  }

  @Test
  void maintenance_isInTheTrail() {
    Instant hour =
        InstantSource.system().instant().truncatedTo(ChronoUnit.HOURS).plus(9, ChronoUnit.DAYS);
    String windows = "/api/v1/maintenance-windows";
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(
                Map.of(
                    "service",
                    "trail",
                    "from",
                    hour.toString(),
                    "to",
                    hour.plus(1, ChronoUnit.HOURS).toString(),
                    "reason",
                    "new disk"))
            .post(windows)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    given().delete(windows + "/" + id).then().statusCode(204);
    given()
        .get("/api/v1/audit")
        .then()
        .body(
            "audit.findAll { it.subject == '" + id + "' }.action",
            contains("maintenance.cancel", "maintenance.schedule"))
        .body("audit.find { it.subject == '" + id + "' }.detail", containsString("trail, "))
        .body("audit.find { it.subject == '" + id + "' }.detail", containsString("new disk"));
  }
}

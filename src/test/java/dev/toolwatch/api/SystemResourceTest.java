package dev.toolwatch.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.Toolwatch;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the API tells of Toolwatch itself. */
@QuarkusTest
class SystemResourceTest {
  private static long spans(String result) {
    Integer number =
        given()
            .get("/api/v1/system")
            .then()
            .statusCode(200)
            .extract()
            .path("intake.find { it.signal == 'spans' }." + result);
    return number;
  }

  @Test
  void system_saysHowToolwatchWorks() {
    given()
        .get("/api/v1/system")
        .then()
        .statusCode(200)
        .body("version", notNullValue())
        .body("replica", nullValue())
        .body("ready", equalTo(true))
        .body("checks.name", hasItems("store", "clock", "otlp-accepting", "otlp-listening"))
        .body("checks.up", everyItem(equalTo(true)))
        .body("checks.find { it.name == 'otlp-listening' }.detail", containsString("http-port: "))
        .body("memory.used_bytes", greaterThan(1_000_000))
        .body("memory.max_bytes", notNullValue())
        .body("intake.signal", hasItems("spans", "points", "logs"))
        .body("intake", hasSize(3))
        .body("store.kind", equalTo("sqlite"))
        .body("store.bytes", greaterThan(8_191))
        .body("store.unflushed_seconds", notNullValue())
        .body("forward", hasSize(0))
        .body("reports", hasSize(0))
        .body("links.trace", nullValue());
    String started = given().get("/api/v1/system").path("started_at");
    assertThat(Instant.parse(started)).isBeforeOrEqualTo(Instant.now());
  }

  @Test
  void intake_isThatOfTheMetrics() {
    long before = spans("accepted");
    OtlpHttpClient client =
        new OtlpHttpClient(Toolwatch.underTest().httpPort(), HttpClient.Version.HTTP_1_1);
    byte[] request =
        Requests.request(
                "system-test-" + UUID.randomUUID(),
                Requests.toolCall("find", Duration.ofMillis(5))
                    .setTraceId(Requests.id(0x71, System.nanoTime()))
                    .setSpanId(Requests.id(System.nanoTime())))
            .toByteArray();
    assertThat(client.post("/v1/traces", request, OtlpHttpClient.PROTOBUF).statusCode())
        .isEqualTo(200);
    await().untilAsserted(() -> assertThat(spans("accepted")).isEqualTo(before + 1));
  }

  @Test
  void settings_areThoseInForce_withTheirSources() {
    given()
        .get("/api/v1/settings")
        .then()
        .statusCode(200)
        .body("settings.name", hasItems("toolwatch.host", "toolwatch.otlp.grpc-port"))
        .body("settings.find { it.name == 'toolwatch.otlp.grpc-port' }.value", equalTo("0"))
        .body("settings.find { it.name == 'toolwatch.otlp.grpc-port' }.default", equalTo("4317"))
        .body("settings.find { it.name == 'toolwatch.store.flush-interval' }.value", equalTo("10s"))
        .body("settings.find { it.name == 'toolwatch.users.key' }.secret", equalTo(true))
        .body("settings.find { it.name == 'toolwatch.users.key' }.value", nullValue())
        .body("settings.source", hasItem("default"));
    given()
        .header("Accept", "text/csv")
        .get("/api/v1/settings")
        .then()
        .statusCode(200)
        .body(containsString("name,value,default,source,secret\r\n"));
  }
}

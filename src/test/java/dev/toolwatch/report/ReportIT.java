package dev.toolwatch.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.RollbarServer;
import dev.toolwatch.testing.SentryServer;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From OTLP to Sentry and Rollbar, through the packaged application and its spool. */
@Timeout(120)
class ReportIT {
  private static final String STACK_TRACE =
      """
      Traceback (most recent call last):
        File "/srv/shop/app.py", line 10, in main
          price(sku)
        File "/srv/shop/prices.py", line 31, in price
          return PRICES[sku]
      KeyError: 'sku-7'
      """;

  /** What is planted in every error. */
  private static final List<String> SECRETS =
      List.of(
          "jo.doe@example.com",
          "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
          "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
          "4111111111111111",
          "user-of-the-span");

  @TempDir Path directory;

  private static Span.Builder failedCall(int number) {
    return Requests.failed(Requests.toolCall("find_price", Duration.ofMillis(20)), "KeyError")
        .setTraceId(Requests.id(7, number))
        .setSpanId(Requests.id(number))
        .addEvents(
            Span.Event.newBuilder()
                .setName("exception")
                .setTimeUnixNano(Requests.END_NANOS)
                .addAttributes(Requests.attribute("exception.type", "KeyError"))
                .addAttributes(
                    Requests.attribute("exception.message", "'sku-7' " + String.join(" ", SECRETS)))
                .addAttributes(
                    Requests.attribute(
                        "exception.stacktrace",
                        STACK_TRACE.replace("'sku-7'", "'sku-7' " + String.join(" ", SECRETS)))))
        .addAttributes(Requests.attribute("enduser.id", SECRETS.get(4)))
        .setStatus(
            Status.newBuilder()
                .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                .setMessage(SECRETS.get(1)));
  }

  private static void send(PackagedToolwatch packaged, int first, int last) {
    OtlpHttpClient http =
        new OtlpHttpClient(packaged.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1);
    for (int number = first; number <= last; number++) {
      byte[] request = Requests.request("shop", failedCall(number)).toByteArray();
      assertThat(http.post("/v1/traces", request, OtlpHttpClient.PROTOBUF).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void error_reachesBothOnce_alsoIfTheyWereAway_withoutASecretInTheLog() throws Exception {
    try (SentryServer sentry = SentryServer.start();
        RollbarServer rollbar = RollbarServer.start()) {
      String[] settings = {
        "toolwatch.store.path=" + directory,
        "toolwatch.mcp.join-wait=100ms",
        "toolwatch.sentry.dsn=" + sentry.dsn(),
        "toolwatch.rollbar.token=" + RollbarServer.TOKEN,
        "toolwatch.rollbar.endpoint=" + rollbar.endpoint(),
      };
      rollbar.refuse(503, Map.of());
      try (PackagedToolwatch packaged = PackagedToolwatch.start(settings)) {
        send(packaged, 1, 50);
        checkEvent(sentry.next());
        checkNoSecret(sentry.accepted().toString());
        rollbar.awaitRefusal();
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(
                () ->
                    assertThat(
                            packaged
                                .toolwatch()
                                .scrape()
                                .sum("toolwatch_report_events_total", "result", "deduplicated"))
                        .isEqualTo(2L * 49));
        checkPages(packaged);
        packaged.terminate();
        packaged.awaitExit();
        checkNoSecret(packaged.output());
        checkFiles();
        assertThat(packaged.output()).doesNotContain(SentryServer.KEY, RollbarServer.TOKEN);
      }
      rollbar.accept(Map.of());
      try (PackagedToolwatch packaged = PackagedToolwatch.start(settings)) {
        JsonObject item = rollbar.next();
        assertThat(item.getString("title")).startsWith("KeyError: 'sku-7' [redacted]");
        checkNoSecret(item.toString());
        assertThat(item.getJsonObject("body").getJsonObject("trace").getJsonArray("frames"))
            .hasSize(2);
        send(packaged, 51, 60);
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(
                () ->
                    assertThat(
                            packaged
                                .toolwatch()
                                .scrape()
                                .sum("toolwatch_report_events_total", "result", "deduplicated"))
                        .isEqualTo(2L * 59)); // counters and intervals go on
      }
      assertThat(sentry.accepted()).hasSize(1);
      assertThat(rollbar.accepted()).hasSize(1);
      assertThat(sentry.problems()).isEmpty();
      assertThat(rollbar.problems()).isEmpty();
    }
  }

  /** The group, and the traces that are kept. */
  private static void checkPages(PackagedToolwatch packaged) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> packaged.ask("errors?from=now-2y").getJsonArray("errors").size() == 1);
    JsonObject group = packaged.ask("errors?from=now-2y").getJsonArray("errors").getJsonObject(0);
    assertThat(group.getString("message")).startsWith("'sku-7' [redacted]");
    checkNoSecret(group.toString());
    checkNoSecret(packaged.ask("errors/" + group.getString("fingerprint")).toString());
    String trace = group.getString("trace_id");
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(packaged.ask("traces/" + trace).getJsonArray("spans")).hasSize(1));
    checkNoSecret(packaged.ask("traces/" + trace).toString());
    checkNoSecret(packaged.toolwatch().get("/metrics", "text/plain").body());
  }

  private void checkFiles() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        checkNoSecret(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
  }

  private static void checkNoSecret(String text) {
    assertThat(text).doesNotContain(SECRETS);
  }

  private static void checkEvent(JsonObject event) {
    assertThat(event.getString("platform")).isEqualTo("python");
    assertThat(event.getJsonObject("tags").getString("service")).isEqualTo("shop");
    assertThat(event.getJsonObject("tags").getString("tool")).isEqualTo("find_price");
    assertThat(event.getString("transaction")).isEqualTo("tools/call find_price");
    JsonObject exception = event.getJsonObject("exception").getJsonArray("values").getJsonObject(0);
    assertThat(exception.getString("type")).isEqualTo("KeyError");
    JsonObject thrower =
        exception.getJsonObject("stacktrace").getJsonArray("frames").getJsonObject(1);
    assertThat(thrower.getString("function")).isEqualTo("price");
    assertThat(thrower.getBoolean("in_app")).isTrue();
  }
}

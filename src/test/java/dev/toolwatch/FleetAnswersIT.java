package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.signal.Outcome;
import dev.toolwatch.testing.FleetCall;
import dev.toolwatch.testing.FleetSpans;
import dev.toolwatch.testing.FleetTraffic;
import dev.toolwatch.testing.FleetTruth;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way: spans of the last 23 hours come in by OTLP, are flushed, and the REST API answers
 * what is found by plain counting. They come in no order of time.
 */
@Timeout(120)
class FleetAnswersIT {
  private static final int REQUEST_SPANS = 200;
  private static final double QUANTILE_PERCENT = 1.1;

  @TempDir static Path directory;

  private static PackagedToolwatch packaged;
  private static FleetTruth truth;
  private static Instant from;
  private static String period;

  @BeforeAll
  static void send() throws Exception {
    Instant to = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    from = to.minus(Duration.ofHours(23));
    period = "from=" + from + "&to=" + to;
    LocalDate yesterday = LocalDate.ofInstant(to, ZoneOffset.UTC).minusDays(1);
    FleetTraffic traffic = new FleetTraffic(6, yesterday, 2, 4, 8, 900, 900);
    truth = new FleetTruth(traffic.calls()).in(from, to);
    // Two days of a week without their weekend have an afternoon at least.
    assertThat(truth.count()).isGreaterThan(500);
    packaged =
        PackagedToolwatch.start(
            "toolwatch.store.path=" + directory, "toolwatch.store.flush-interval=500ms");
    OtlpHttpClient client =
        new OtlpHttpClient(packaged.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1);
    List<FleetCall> calls = truth.calls();
    int requests = (calls.size() + REQUEST_SPANS - 1) / REQUEST_SPANS;
    for (int i = 0; i < requests; i++) {
      int first = i;
      // Each request has spans of all hours.
      List<FleetCall> some =
          IntStream.range(0, calls.size())
              .filter(call -> call % requests == first)
              .mapToObj(calls::get)
              .toList();
      byte[] body = FleetSpans.request(some, i).toByteArray();
      assertThat(client.post("/v1/traces", body, OtlpHttpClient.PROTOBUF).statusCode())
          .isEqualTo(200);
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                rows("services", "services").stream()
                        .mapToLong(row -> row.getLong("operations"))
                        .sum()
                    == truth.count());
  }

  @AfterAll
  static void stop() throws Exception {
    packaged.close();
  }

  private static List<JsonObject> rows(String path, String list) {
    char joint = path.indexOf('?') < 0 ? '?' : '&';
    return packaged.ask(path + joint + "limit=1000&" + period).getJsonArray(list).stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static void assertFigures(JsonObject row, FleetTruth calls) {
    assertThat(row.getLong("calls")).isEqualTo(calls.count());
    assertThat(row.getLong("client_errors")).isEqualTo(calls.count(Outcome.CLIENT_ERROR));
    assertThat(row.getLong("server_errors")).isEqualTo(calls.count(Outcome.SERVER_ERROR));
    assertThat(row.getDouble("p50_seconds")).isCloseTo(calls.quantile(0.5), nearly());
    assertThat(row.getDouble("p95_seconds")).isCloseTo(calls.quantile(0.95), nearly());
  }

  private static Percentage nearly() {
    return Percentage.withPercentage(QUANTILE_PERCENT);
  }

  @Test
  void services_areTrue() {
    List<JsonObject> rows = rows("services", "services");
    assertThat(rows.stream().map(row -> row.getString("service")))
        .containsExactlyInAnyOrderElementsOf(truth.services());
    for (JsonObject row : rows) {
      FleetTruth service = truth.ofService(row.getString("service"));
      assertFigures(row, service.where(call -> !call.tool().isEmpty()));
      assertThat(row.getLong("operations")).isEqualTo(service.count());
      assertThat(row.getLong("users")).isEqualTo(service.users().size());
    }
  }

  @Test
  void tools_areTrue() {
    for (String service : truth.services()) {
      FleetTruth here = truth.ofService(service);
      List<JsonObject> rows = rows("tools?service=" + service, "tools");
      assertThat(rows.stream().map(row -> row.getString("tool")))
          .containsExactlyInAnyOrderElementsOf(here.tools());
      for (JsonObject row : rows) {
        FleetTruth tool = here.ofTool(row.getString("tool"));
        assertFigures(row, tool);
        assertThat(row.getLong("users")).isEqualTo(tool.users().size());
        assertThat(row.getDouble("adoption"))
            .isCloseTo(
                (double) tool.users().size() / here.users().size(), Percentage.withPercentage(0.1));
      }
    }
  }

  @Test
  void topUsers_areTrue() {
    String service = truth.services().iterator().next();
    // Who they are is not told, so what they did is compared in order.
    assertThat(
            rows("users/top?service=" + service, "users").stream()
                .map(row -> row.getLong("operations")))
        .containsExactlyElementsOf(
            truth.ofService(service).callsByUser().values().stream()
                .sorted((a, b) -> Long.compare(b, a))
                .toList());
  }

  @Test
  void sessions_areTrue() {
    var sessions =
        truth.sessions(Duration.ofMinutes(30).toMillis()).stream()
            .filter(session -> session.firstMillis() >= from.toEpochMilli())
            .collect(Collectors.groupingBy(FleetTruth.Session::service));
    List<JsonObject> rows = rows("sessions", "services");
    assertThat(rows).hasSameSizeAs(sessions.keySet());
    for (JsonObject row : rows) {
      List<FleetTruth.Session> here = sessions.get(row.getString("service"));
      assertThat(row.getLong("sessions")).isEqualTo(here.size());
      assertThat(row.getLong("operations"))
          .isEqualTo(here.stream().mapToLong(FleetTruth.Session::operations).sum());
    }
  }

  @Test
  void clients_areTrue() {
    Function<JsonObject, String> name =
        row -> row.getString("client") + " " + row.getString("version");
    assertThat(
            rows("clients", "clients").stream()
                .collect(
                    Collectors.groupingBy(
                        name, Collectors.summingLong(row -> row.getLong("operations")))))
        .isEqualTo(truth.callsByClient());
  }
}

package dev.toolwatch.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.toolwatch.signal.Outcome;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer against three months of calls, counted one by one. */
@QuarkusTest
@WithTestResource(BackfilledStore.class)
class GroundTruthTest {
  private static final int EXACT_USERS = 512;

  /** From less than a second to an hour, as sessions last: in percent. */
  private static final double OVER_TEN_OCTAVES = 2.2;

  private static LocalDate end;
  private static Truth all;

  @BeforeAll
  static void traffic() {
    end = BackfilledStore.end();
    all = new Truth(Traffic.until(end, BackfilledStore.SEED));
  }

  /** In days, hours and minutes, as far back as each is kept. */
  static Stream<Instant[]> periods() {
    Instant midnight = BackfilledStore.end().atStartOfDay(ZoneOffset.UTC).toInstant();
    return Stream.of(
        period(midnight, Duration.ofDays(90), Duration.ZERO),
        period(midnight, Duration.ofDays(37), Duration.ofDays(9)),
        period(midnight, Duration.ofDays(20).plusHours(7), Duration.ofDays(8).plusHours(3)),
        period(midnight, Duration.ofHours(100).plusMinutes(23), Duration.ofMinutes(41)),
        period(midnight, Duration.ofDays(40).plusHours(5), Duration.ofMinutes(77)));
  }

  private static Instant[] period(Instant midnight, Duration begin, Duration finish) {
    return new Instant[] {midnight.minus(begin), midnight.minus(finish)};
  }

  private static JsonPath ask(String path, Object... parameters) {
    var request = given();
    for (int i = 0; i < parameters.length; i += 2) {
      request.queryParam((String) parameters[i], parameters[i + 1].toString());
    }
    return request.get("/api/v1/" + path).then().statusCode(200).extract().jsonPath();
  }

  private static long number(Map<String, Object> row, String name) {
    return ((Number) row.get(name)).longValue();
  }

  private static void assertFigures(Map<String, Object> row, Truth calls) {
    assertThat(number(row, "calls")).isEqualTo(calls.count());
    assertThat(number(row, "client_errors")).isEqualTo(calls.count(Outcome.CLIENT_ERROR));
    assertThat(number(row, "server_errors")).isEqualTo(calls.count(Outcome.SERVER_ERROR));
    if (calls.count() == 0) {
      assertThat(row.get("error_ratio")).isNull();
      assertThat(row.get("p95_seconds")).isNull();
      return;
    }
    assertThat(((Number) row.get("error_ratio")).doubleValue())
        .isCloseTo((double) calls.count(Outcome.SERVER_ERROR) / calls.count(), within(1e-6));
    assertQuantile(row, "p50_seconds", calls.quantile(0.5));
    assertQuantile(row, "p95_seconds", calls.quantile(0.95));
    assertQuantile(row, "p99_seconds", calls.quantile(0.99));
  }

  private static void assertQuantile(Map<String, Object> row, String name, double truth) {
    assertQuantile(row, name, truth, 1.1);
  }

  private static void assertQuantile(
      Map<String, Object> row, String name, double truth, double percent) {
    assertThat(((Number) row.get(name)).doubleValue())
        .as(name)
        .isCloseTo(truth, withPercentage(percent));
  }

  private static void assertUsers(long users, long truth) {
    if (truth <= EXACT_USERS) {
      assertThat(users).isEqualTo(truth);
    } else {
      assertThat((double) users).isCloseTo((double) truth, withPercentage(2));
    }
  }

  @ParameterizedTest
  @MethodSource("periods")
  void services(Instant from, Instant to) {
    Truth truth = all.between(from, to);
    JsonPath answer = ask("services", "from", from, "to", to);
    assertThat(answer.getString("from")).isEqualTo(from.toString());
    assertThat(answer.getString("to")).isEqualTo(to.toString());
    List<Map<String, Object>> rows = answer.getList("services");
    assertThat(rows).hasSize(4);
    for (Map<String, Object> row : rows) {
      Truth service = truth.of((String) row.get("service"));
      assertFigures(row, service.toolCalls());
      assertThat(number(row, "operations")).isEqualTo(service.count());
      assertUsers(number(row, "users"), service.users().size());
    }
  }

  @ParameterizedTest
  @MethodSource("periods")
  void tools(Instant from, Instant to) {
    Truth truth = all.between(from, to);
    JsonPath answer = ask("tools", "from", from, "to", to);
    Instant previousFrom = Instant.parse(answer.getString("previous_from"));
    Truth before = all.between(previousFrom, from);
    List<Map<String, Object>> rows = answer.getList("tools");
    assertThat(rows.stream().map(row -> row.get("service") + " " + row.get("tool")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(truth.calls().stream(), before.calls().stream())
                .filter(Call::isCall)
                .map(call -> call.service() + " " + call.tool())
                .collect(Collectors.toSet()));
    for (Map<String, Object> row : rows) {
      String service = (String) row.get("service");
      String tool = (String) row.get("tool");
      Truth calls = truth.tool(service, tool);
      Truth earlier = before.tool(service, tool);
      assertFigures(row, calls);
      assertUsers(number(row, "users"), calls.users().size());
      assertThat(number(row, "previous_calls")).isEqualTo(earlier.count());
      assertUsers(number(row, "previous_users"), earlier.users().size());
      assertThat(((Number) row.get("adoption")).doubleValue())
          .isCloseTo(
              (double) calls.users().size() / truth.of(service).users().size(), withPercentage(4));
      assertUse(row, all.tool(service, tool));
      assertThat((String) row.get("trend"))
          .isEqualTo(trend(calls.count(), earlier.count(), all.tool(service, tool), from));
    }
  }

  private static void assertUse(Map<String, Object> row, Truth ever) {
    assertThat((String) row.get("first_used")).isEqualTo(minute(ever.calls().get(0)));
    assertThat((String) row.get("last_used"))
        .isEqualTo(minute(ever.calls().get(ever.calls().size() - 1)));
  }

  private static String minute(Call call) {
    return call.end().truncatedTo(java.time.temporal.ChronoUnit.MINUTES).toString();
  }

  private static String trend(long calls, long before, Truth ever, Instant from) {
    if (!ever.calls().get(0).end().isBefore(from)) {
      return "new";
    }
    if (calls == 0) {
      return "stopped";
    }
    if (before == 0) {
      return "returned";
    }
    double growth = (double) calls / before - 1;
    return growth >= 0.1 ? "growing" : growth <= -0.1 ? "shrinking" : "steady";
  }

  @Test
  void hotspots_tellWhereTheTimeOfAToolGoes() {
    String path = "/api/v1/traces/hotspots?service=acme/issues-mcp&tool=export_report";
    String tag =
        given()
            .get(path)
            .then()
            .statusCode(200)
            .body("hotspots[0].span", equalTo("POST jira /search"))
            .body("hotspots[0].kind", equalTo("client"))
            .body("hotspots[0].calls", equalTo(10))
            .body("hotspots[0].calls_per_call", equalTo(2.0F))
            .body("hotspots[0].share", equalTo(0.714286F))
            .body("hotspots[0].tool_mean_seconds", equalTo(2.1F))
            .extract()
            .header("ETag");
    given().header("If-None-Match", tag).get(path).then().statusCode(304);
    given()
        .header("Accept", "text/csv")
        .get(path)
        .then()
        .statusCode(200)
        .body(containsString("acme/issues-mcp,export_report,POST jira /search,client,10,2.0,7.5,"));
    given().get("/api/v1/traces/hotspots?min_duration=1s").then().statusCode(400);
  }

  @Test
  void tools_pageByPage_areTheWholeListing() {
    Instant from = end.minusDays(30).atStartOfDay(ZoneOffset.UTC).toInstant();
    for (String order : List.of("calls", "errors", "p95", "users", "growth", "decline")) {
      List<Map<String, Object>> whole =
          ask("tools", "from", from, "order", order, "limit", 1_000).getList("tools");
      List<Map<String, Object>> paged = new ArrayList<>();
      String cursor = "";
      while (cursor != null) {
        JsonPath page = ask("tools", "from", from, "order", order, "limit", 7, "cursor", cursor);
        paged.addAll(page.getList("tools"));
        cursor = page.getString("next_cursor");
      }
      assertThat(paged).as(order).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1d", "1w", "6h"})
  void series(String step) {
    Instant from = end.minusDays(80).atStartOfDay(ZoneOffset.UTC).toInstant();
    assertSeries("docs/search all", "truth/wiki-mcp", from, step);
  }

  @Test
  void series_ofMinutes() {
    assertSeries(
        "tool_1",
        "truth/shop-mcp",
        end.minusDays(3).atStartOfDay(ZoneOffset.UTC).toInstant(),
        "5m");
  }

  private static void assertSeries(String tool, String service, Instant from, String step) {
    Instant to = end.atStartOfDay(ZoneOffset.UTC).toInstant();
    JsonPath answer =
        given()
            .queryParam("service", service)
            .queryParam("from", from.toString())
            .queryParam("to", to.toString())
            .queryParam("step", step)
            .get("/api/v1/tools/{tool}/series", tool)
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    List<Map<String, Object>> points = answer.getList("points");
    Truth calls = all.tool(service, tool);
    for (int i = 0; i < points.size(); i++) {
      Instant start = Instant.parse((String) points.get(i).get("time"));
      Instant next =
          i + 1 < points.size()
              ? Instant.parse((String) points.get(i + 1).get("time"))
              : Instant.parse(answer.getString("to"));
      Truth here = calls.between(start, next);
      assertFigures(points.get(i), here);
      assertUsers(number(points.get(i), "users"), here.users().size());
    }
    assertThat(points.stream().mapToLong(point -> number(point, "calls")).sum())
        .isEqualTo(
            calls
                .between(
                    Instant.parse(answer.getString("from")), Instant.parse(answer.getString("to")))
                .count())
        .isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "truth/issues-mcp", Traffic.CROWDED})
  void activeUsers(String service) {
    LocalDate first = end.minusDays(50);
    List<Map<String, Object>> points =
        ask(
                "users/active",
                "service",
                service,
                "from",
                first + "T00:00:00Z",
                "to",
                end + "T00:00:00Z")
            .getList("points");
    assertThat(points).hasSize(50);
    Truth truth = service.isEmpty() ? all : all.of(service);
    for (Map<String, Object> point : points) {
      LocalDate day = LocalDate.parse((String) point.get("date"));
      long daily = truth.days(day, day).users().size();
      long monthly = truth.days(day.minusDays(29), day).users().size();
      assertUsers(number(point, "dau"), daily);
      assertUsers(number(point, "wau"), truth.days(day.minusDays(6), day).users().size());
      assertUsers(number(point, "mau"), monthly);
      assertThat(((Number) point.get("stickiness")).doubleValue())
          .isCloseTo((double) daily / monthly, withPercentage(4));
    }
  }

  @Test
  void topUsers() {
    Truth truth = all.of("truth/wiki-mcp").days(end.minusDays(14), end.minusDays(1));
    Map<Long, Long> byUser =
        truth.calls().stream().collect(Collectors.groupingBy(Call::user, Collectors.counting()));
    JsonPath answer =
        ask(
            "users/top",
            "service",
            "truth/wiki-mcp",
            "from",
            end.minusDays(14) + "T00:00:00Z",
            "to",
            end + "T00:00:00Z",
            "limit",
            1_000);
    List<Map<String, Object>> rows = answer.getList("users");
    assertThat(answer.getLong("other_operations")).isZero();
    assertThat(rows).hasSameSizeAs(byUser.keySet());
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(number(row, "operations"))
                    .isEqualTo(byUser.get(Long.parseUnsignedLong((String) row.get("user"), 16))));
    assertThat(rows.stream().map(row -> number(row, "operations")))
        .isSortedAccordingTo((a, b) -> Long.compare(b, a));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "truth/shop-mcp"})
  void retention(String service) {
    JsonPath answer = ask("users/retention", "service", service, "from", "now-8w", "to", "now-2w");
    Truth truth = service.isEmpty() ? all : all.of(service);
    Map<LocalDate, Set<Long>> weeks =
        truth.calls().stream()
            .collect(
                Collectors.groupingBy(
                    Backfill::monday, Collectors.mapping(Call::user, Collectors.toSet())));
    List<Map<String, Object>> rows = answer.getList("cohorts");
    assertThat(rows).hasSizeGreaterThan(20);
    for (Map<String, Object> row : rows) {
      Set<Long> cohort = weeks.get(LocalDate.parse((String) row.get("cohort")));
      Set<Long> again = new HashSet<>(cohort);
      again.retainAll(weeks.get(LocalDate.parse((String) row.get("week"))));
      assertThat(number(row, "users")).isEqualTo(cohort.size());
      assertThat(number(row, "retained")).isEqualTo(again.size());
    }
  }

  @Test
  void sessions() {
    Instant from = end.minusDays(30).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant to = end.atStartOfDay(ZoneOffset.UTC).toInstant();
    List<Map<String, Object>> rows = ask("sessions", "from", from, "to", to).getList("services");
    assertThat(rows).hasSize(4);
    for (Map<String, Object> row : rows) {
      List<List<Call>> sessions =
          all.of((String) row.get("service")).calls().stream()
              .collect(Collectors.groupingBy(Call::session))
              .values()
              .stream()
              .filter(
                  session -> {
                    long start = session.stream().mapToLong(Call::startMillis).min().orElseThrow();
                    return start >= from.toEpochMilli() && start < to.toEpochMilli();
                  })
              .toList();
      assertThat(number(row, "sessions")).isEqualTo(sessions.size());
      assertThat(number(row, "operations"))
          .isEqualTo(sessions.stream().mapToLong(List::size).sum());
      assertQuantile(row, "p50_seconds", duration(sessions, 0.5), OVER_TEN_OCTAVES);
      assertQuantile(row, "p95_seconds", duration(sessions, 0.95), OVER_TEN_OCTAVES);
      assertThat((double) number(row, "operations_p95"))
          .isEqualTo(Truth.nearestRank(sessions.stream().mapToDouble(List::size).toArray(), 0.95));
    }
  }

  private static double duration(List<List<Call>> sessions, double share) {
    return Truth.nearestRank(
        sessions.stream()
            .mapToDouble(
                session ->
                    (session.stream()
                                .mapToLong(call -> call.end().toEpochMilli())
                                .max()
                                .orElseThrow()
                            - session.stream().mapToLong(Call::startMillis).min().orElseThrow())
                        / 1e3)
            .toArray(),
        share);
  }

  @Test
  void clients() {
    Truth truth = all.days(end.minusDays(30), end.minusDays(1));
    List<Map<String, Object>> rows =
        ask("clients", "from", end.minusDays(30) + "T00:00:00Z", "to", end + "T00:00:00Z")
            .getList("clients");
    assertThat(rows).hasSize(12);
    for (Map<String, Object> row : rows) {
      Truth client =
          truth
              .of((String) row.get("service"))
              .where(call -> call.client().equals(row.get("client")));
      assertThat(number(row, "operations")).isEqualTo(client.count());
      assertUsers(number(row, "users"), client.users().size());
    }
  }
}

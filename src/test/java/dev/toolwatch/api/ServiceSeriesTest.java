package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialCounts;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import jakarta.ws.rs.NotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services over time, and the numbers of calls that rows of listings have for small charts. */
class ServiceSeriesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:30Z");
  private static final String DAY = "from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z";

  @TempDir private Path directory;

  private final List<ApiFixture> open = new ArrayList<>();
  private final Map<Long, Map<Series, Rollup>> operations = new HashMap<>();

  /** Calls of a tool, the last one with a server error. */
  private void calls(String service, String tool, String time, int calls, long... users) {
    Rollup rollup =
        new Rollup(calls - 1, 0, 1, 0, calls, ExponentialCounts.EMPTY, UserSketch.of(users));
    add(new Series(ServiceId.of(service), "tools/call", tool), time, rollup);
    add(Series.whole(ServiceId.of(service)), time, rollup);
  }

  /** Operations that call no tool. */
  private void listings(String service, String time, int number, long... users) {
    Rollup rollup =
        new Rollup(number, 0, 0, 0, number, ExponentialCounts.EMPTY, UserSketch.of(users));
    add(new Series(ServiceId.of(service), "tools/list", ""), time, rollup);
    add(Series.whole(ServiceId.of(service)), time, rollup);
  }

  private void add(Series series, String time, Rollup rollup) {
    operations
        .computeIfAbsent(Instant.parse(time).getEpochSecond() / 60, key -> new HashMap<>())
        .merge(series, rollup, Rollup::plus);
  }

  private ApiFixture api() throws Exception {
    ApiFixture api =
        new ApiFixture(
            Files.createTempDirectory(directory, "store"),
            new Batch(operations, Map.of(), Map.of(), Map.of(), Map.of()),
            NOW);
    open.add(api);
    return api;
  }

  @AfterEach
  void close() {
    open.forEach(ApiFixture::close);
  }

  private static List<Long> numbers(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false).map(JsonNode::asLong).toList();
  }

  private static List<Long> column(JsonNode answer, String name) {
    return StreamSupport.stream(answer.path("points").spliterator(), false)
        .map(point -> point.path(name).asLong())
        .toList();
  }

  @Test
  void service_operationsAndUsersAreOfAll_theRestOfCalls() throws Exception {
    calls("orders", "find", "2026-11-21T10:00:00Z", 5, 1, 2);
    calls("orders", "ship", "2026-11-21T10:30:00Z", 2, 2);
    listings("orders", "2026-11-21T10:40:00Z", 3, 3);
    calls("wiki", "read", "2026-11-21T10:00:00Z", 9, 4);

    JsonNode answer = api().json("services/series", "service=orders&step=6h&" + DAY);

    assertThat(answer.path("service").asText()).isEqualTo("orders");
    assertThat(answer.path("step").asText()).isEqualTo("6h");
    assertThat(answer.at("/points/1/time").asText()).isEqualTo("2026-11-21T06:00:00Z");
    assertThat(column(answer, "operations")).containsExactly(0L, 10L, 0L, 0L);
    assertThat(column(answer, "calls")).containsExactly(0L, 7L, 0L, 0L);
    assertThat(column(answer, "ok")).containsExactly(0L, 5L, 0L, 0L);
    assertThat(column(answer, "server_errors")).containsExactly(0L, 2L, 0L, 0L);
    assertThat(column(answer, "users")).containsExactly(0L, 3L, 0L, 0L);
    assertThat(answer.at("/points/1/error_ratio").asDouble()).isEqualTo(0.285714);
    assertThat(answer.at("/points/0/error_ratio").isNull()).isTrue();
    assertThat(answer.at("/points/0/p95_seconds").isNull()).isTrue();
    assertThat(answer.at("/points/1/p95_seconds").isNull()).isFalse();
  }

  @Test
  void withoutService_itIsOfAllServices_withEachUserOnce() throws Exception {
    calls("orders", "find", "2026-11-21T10:00:00Z", 5, 1, 2);
    calls("wiki", "read", "2026-11-21T10:00:00Z", 9, 2, 4);

    JsonNode answer = api().json("services/series", "step=1d&" + DAY);

    assertThat(answer.path("service").isNull()).isTrue();
    assertThat(column(answer, "calls")).containsExactly(14L);
    assertThat(column(answer, "users")).containsExactly(3L);
  }

  @Test
  void asCsv_itHasTheSameRows() throws Exception {
    listings("orders", "2026-11-21T10:40:00Z", 3, 3);
    assertThat(api().csv("services/series", "service=orders&step=1d&" + DAY))
        .isEqualTo(
            "time,operations,calls,ok,client_errors,server_errors,error_ratio,p50_seconds,"
                + "p95_seconds,p99_seconds,users\r\n2026-11-21T00:00:00Z,3,0,0,0,0,,,,,1\r\n");
  }

  @Test
  void unknownService_isNotFound_noServiceAtAll_isEmptyPoints() throws Exception {
    ApiFixture api = api();
    assertThatThrownBy(() -> api.json("services/series", "service=none"))
        .isInstanceOf(NotFoundException.class);
    assertThat(column(api.json("services/series", "step=1d&" + DAY), "operations"))
        .containsExactly(0L);
  }

  /** An hour by the minute would be too much of this fleet. */
  @Test
  void withoutStep_ofALargeFleet_itIsAsLongAsTheLimitWants() throws Exception {
    for (int tool = 0; tool < 4_000; tool++) {
      calls("service" + tool % 100, "tool" + tool, "2026-11-22T11:30:00Z", 1);
    }
    ApiFixture api = api();
    JsonNode answer = api.json("services/series", "from=now-1h");
    assertThat(answer.path("step").asText()).isEqualTo("5m");
    assertThat(column(answer, "calls").stream().mapToLong(Long::longValue).sum()).isEqualTo(4_000);
    assertThat(api.json("services/series", "from=now-1h&service=service1").path("step").asText())
        .isEqualTo("1m");
  }

  @Test
  void points_areTheCallsOfEqualParts_alsoOfAServiceWithSeveralTools() throws Exception {
    calls("orders", "find", "2026-11-21T00:00:00Z", 5);
    calls("orders", "ship", "2026-11-21T05:59:00Z", 2);
    listings("orders", "2026-11-21T05:59:00Z", 30);
    calls("orders", "ship", "2026-11-21T23:59:00Z", 4);
    calls("wiki", "read", "2026-11-21T12:00:00Z", 9);
    calls("wiki", "read", "2026-11-20T12:00:00Z", 1);
    calls("old", "gone", "2026-11-20T12:00:00Z", 1);
    ApiFixture api = api();

    JsonNode services = api.json("services", "points=4&" + DAY);
    assertThat(numbers(services.at("/services/0/points"))).containsExactly(7L, 0L, 0L, 4L);
    assertThat(numbers(services.at("/services/1/points"))).containsExactly(0L, 0L, 9L, 0L);
    assertThat(numbers(services.at("/services/2/points"))).containsExactly(0L, 0L, 0L, 0L);

    JsonNode tools = api.json("tools", "service=orders&points=4&" + DAY);
    assertThat(tools.at("/tools/0/tool").asText()).isEqualTo("ship");
    assertThat(numbers(tools.at("/tools/0/points"))).containsExactly(2L, 0L, 0L, 4L);
    assertThat(numbers(tools.at("/tools/1/points"))).containsExactly(5L, 0L, 0L, 0L);
  }

  /** What is read as hours or days lies in several parts. */
  @ParameterizedTest
  @CsvSource({
    "2026-11-22T11:00:00Z, 2026-11-22T12:00:00Z, 7",
    "2026-11-21T11:59:00Z, 2026-11-22T12:00:00Z, 60",
    "2026-11-15T11:13:00Z, 2026-11-22T11:14:00Z, 24",
    "2026-10-01T00:00:00Z, 2026-11-22T12:00:00Z, 24",
    "2026-10-01T00:00:00Z, 2026-11-22T12:00:00Z, 1",
  })
  void points_addUpToTheCalls(String from, String to, int points) throws Exception {
    Instant end = Instant.parse("2026-11-22T11:59:00Z");
    for (int i = 0; i < 1_000; i++) {
      calls("orders", "find", end.minus(Duration.ofMinutes(71L * i)).toString(), 1 + i % 7);
    }
    ApiFixture api = api();
    api.store().maintain();
    for (String listing : List.of("services", "tools")) {
      JsonNode row =
          api.json(listing, "from=" + from + "&to=" + to + "&points=" + points)
              .at("/" + listing + "/0");
      List<Long> numbers = numbers(row.path("points"));
      assertThat(numbers).hasSize(points).allMatch(number -> number >= 0);
      assertThat(numbers.stream().mapToLong(Long::longValue).sum())
          .isEqualTo(row.path("calls").asLong())
          .isPositive();
    }
  }

  @Test
  void points_areOnlyThereIfAskedFor_andNeverInCsv() throws Exception {
    calls("orders", "find", "2026-11-21T00:00:00Z", 5);
    ApiFixture api = api();
    for (String listing : List.of("services", "tools")) {
      for (String none : List.of("", "points=0&")) {
        assertThat(api.json(listing, none + DAY).at("/" + listing + "/0").has("points")).isFalse();
      }
      assertThat(api.csv(listing, "points=3&" + DAY)).isEqualTo(api.csv(listing, DAY));
      for (String wrong : List.of("61", "-1", "many")) {
        InvalidParametersException refused =
            catchThrowableOfType(
                InvalidParametersException.class, () -> api.json(listing, "points=" + wrong));
        assertThat(refused.invalid()).extracting(InvalidParameter::name).containsExactly("points");
      }
    }
  }

  @Test
  void points_ofAPage_areThoseOfItsRows() throws Exception {
    for (int tool = 0; tool < 5; tool++) {
      calls("service" + tool, "tool", "2026-11-21T06:00:00Z", 10 - tool);
    }
    ApiFixture api = api();
    for (String listing : List.of("services", "tools")) {
      String query = "limit=2&points=2&" + DAY;
      JsonNode first = api.json(listing, query);
      JsonNode second = api.json(listing, query + "&cursor=" + first.path("next_cursor").asText());
      assertThat(numbers(second.at("/" + listing + "/0/points"))).containsExactly(8L, 0L);
      assertThat(numbers(second.at("/" + listing + "/1/points"))).containsExactly(7L, 0L);
    }
  }
}

package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialCounts;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import jakarta.ws.rs.NotFoundException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New, kept, returned and lost users; the total of a fleet; services and tools by their names. */
class UserWeeksTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:30Z");
  private static final ServiceId ORDERS = ServiceId.of("orders");

  @TempDir private Path directory;

  private final Map<Long, Map<ServiceId, UserSample>> samples = new TreeMap<>();

  private void week(String monday, long... users) {
    samples.put(
        LocalDate.parse(monday).toEpochDay(), new HashMap<>(Map.of(ORDERS, UserSample.of(users))));
  }

  private static Map<Series, Rollup> calls(
      String service, String tool, long failed, long... users) {
    Rollup calls =
        new Rollup(3, 1, failed, 0, 4 + failed, ExponentialCounts.EMPTY, UserSketch.of(users));
    ServiceId id = ServiceId.of(service);
    return Map.of(new Series(id, "tools/call", tool), calls, Series.whole(id), calls);
  }

  private ApiFixture api() {
    Map<Series, Rollup> rows = new HashMap<>(calls("orders", "..", 1, 1, 2));
    rows.putAll(calls("stock", "find", 0, 2, 3));
    return new ApiFixture(
        directory,
        new Batch(
            Map.of(NOW.getEpochSecond() / 60 - 60, rows), Map.of(), Map.of(), Map.of(), samples),
        NOW);
  }

  @Test
  void weeks_tellWhoIsNew_whoStays_whoReturnsAndWhoLeaves() {
    week("2026-10-26", 1, 2, 3);
    week("2026-11-02", 2, 3, 4);
    week("2026-11-09", 3, 5);
    week("2026-11-16", 1, 3, 5, 6);
    try (ApiFixture api = api()) {
      JsonNode weeks = api.json("weeks", "from=2026-11-02&service=orders").at("/weeks");
      assertThat(weeks.findValuesAsText("week"))
          .containsExactly("2026-11-02", "2026-11-09", "2026-11-16");
      assertThat(weeks.findValuesAsText("users")).containsExactly("3", "2", "4");
      assertThat(weeks.findValuesAsText("new_users")).containsExactly("1", "1", "1");
      assertThat(weeks.findValuesAsText("kept_users")).containsExactly("2", "1", "2");
      assertThat(weeks.findValuesAsText("returned_users")).containsExactly("0", "0", "1");
      assertThat(weeks.findValuesAsText("lost_users")).containsExactly("1", "2", "0");
      for (String listing : new String[] {"weeks", "retention"}) {
        JsonNode answer = api.json(listing, "from=2026-11-02&service=orders");
        assertThat(answer.has("hint")).as(listing).isFalse();
      }
    }
  }

  @Test
  void fleetTotal_countsEachUserOnce() {
    try (ApiFixture api = api()) {
      JsonNode total = api.json("services", "from=1d&limit=1").at("/total");
      assertThat(total.at("/services").asInt()).isEqualTo(2);
      assertThat(total.at("/calls").asInt()).isEqualTo(9);
      assertThat(total.at("/client_errors").asInt()).isEqualTo(2);
      assertThat(total.at("/server_errors").asInt()).isEqualTo(1);
      assertThat(total.at("/error_ratio").asDouble()).isEqualTo(0.111111);
      assertThat(total.at("/users").asInt()).isEqualTo(3);
    }
  }

  @Test
  void toolNamedByDots_isReachedByTheQueryForm() {
    try (ApiFixture api = api()) {
      JsonNode series = api.json("tool", "tool=..&service=orders&from=2h&step=1h");
      assertThat(series.at("/tool").asText()).isEqualTo("..");
      assertThat(series.at("/points").findValuesAsText("calls")).contains("5");
      assertThatThrownBy(() -> api.json("tool", "service=orders"))
          .isInstanceOf(InvalidParametersException.class);
    }
  }

  @Test
  void unknownService_isNotFound() {
    try (ApiFixture api = api()) {
      for (String path : new String[] {"tools", "clients", "active", "weeks"}) {
        assertThatThrownBy(() -> api.json(path, "service=order"))
            .as(path)
            .isInstanceOf(NotFoundException.class)
            .hasMessageContaining("service");
      }
    }
  }
}

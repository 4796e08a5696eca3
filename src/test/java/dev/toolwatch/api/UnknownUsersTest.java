package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialCounts;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.ClientUse;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What answers say of users where operations came of which none, or only some, name their user. */
class UnknownUsersTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:30Z");
  private static final String ALL = "from=2026-11-01T00:00:00Z&to=2026-11-22T12:00:00Z";

  @TempDir private Path directory;

  private final List<ApiFixture> open = new ArrayList<>();
  private final Map<Long, Map<Series, Rollup>> operations = new HashMap<>();
  private final Map<Long, Map<Client, ClientUse>> clients = new HashMap<>();

  private void calls(String service, String tool, String time, long... users) {
    long minute = Instant.parse(time).getEpochSecond() / 60;
    Rollup calls = new Rollup(3, 0, 0, 0, 3, ExponentialCounts.EMPTY, UserSketch.of(users));
    Map<Series, Rollup> rows = operations.computeIfAbsent(minute, key -> new HashMap<>());
    ServiceId id = ServiceId.of(service);
    rows.merge(new Series(id, "tools/call", tool), calls, Rollup::plus);
    rows.merge(Series.whole(id), calls, Rollup::plus);
    clients
        .computeIfAbsent(minute, key -> new HashMap<>())
        .merge(
            new Client(id, "inspector", "1.0"),
            new ClientUse(3, UserSketch.of(users)),
            ClientUse::plus);
  }

  private ApiFixture api() throws IOException {
    ApiFixture api =
        new ApiFixture(
            Files.createTempDirectory(directory, "store"),
            new Batch(operations, clients, Map.of(), Map.of(), Map.of()),
            NOW);
    open.add(api);
    return api;
  }

  @AfterEach
  void close() {
    open.forEach(ApiFixture::close);
  }

  @Test
  void noOperationNamesItsUser_usersAreNull_withAHint() throws IOException {
    calls("orders", "find", "2026-11-20T10:00:00Z");
    ApiFixture api = api();
    assertThat(api.json("services", ALL).at("/services/0/users").isNull()).isTrue();
    assertThat(api.json("services", ALL).at("/hint").asText()).contains("enduser.pseudo.id");
    assertThat(api.json("tools", ALL).at("/tools/0/users").isNull()).isTrue();
    assertThat(api.json("tools", ALL).at("/tools/0/adoption").isNull()).isTrue();
    assertThat(api.json("tools", ALL).at("/hint").asText()).contains("docs/emitters.md");
    assertThat(api.json("clients", ALL).at("/clients/0/users").isNull()).isTrue();
    for (String column : new String[] {"dau", "wau", "mau", "stickiness"}) {
      assertThat(api.json("active", ALL).at("/points").findValues(column))
          .filteredOn(value -> !value.isNull())
          .as(column)
          .allMatch(value -> value.asInt() == 0)
          // The days before the first operation.
          .hasSizeLessThanOrEqualTo(19);
      assertThat(api.json("active", ALL).at("/points/21/" + column).isNull()).isTrue();
    }
    assertThat(api.csv("services", ALL)).endsWith(",,1,0,,2026-11-20T10:00:00Z\r\n");
    assertThat(api.csv("active", ALL)).endsWith("2026-11-22,,,,\r\n");
    assertThat(api.json("series", ALL).at("/points").findValues("users"))
        .anyMatch(value -> value.isNull());
    for (String listing : new String[] {"series", "clients", "retention", "weeks"}) {
      assertThat(api.json(listing, ALL).at("/hint").asText()).as(listing).contains("emitters.md");
    }
    for (String column :
        new String[] {"users", "new_users", "kept_users", "returned_users", "lost_users"}) {
      assertThat(api.json("weeks", ALL).at("/weeks").findValues(column))
          .as(column)
          .hasSizeGreaterThan(2)
          .allMatch(value -> value.isNull());
    }
  }

  @Test
  void operationsNameTheirUsers_usersAreNumbers_withoutAHint() throws IOException {
    calls("orders", "find", "2026-11-20T10:00:00Z", 1, 2);
    calls("orders", "ship", "2026-11-21T10:00:00Z", 1);
    calls("orders", "ship", "2026-11-22T10:00:00Z");
    ApiFixture api = api();
    assertThat(api.json("services", ALL).at("/services/0/users").asInt()).isEqualTo(2);
    for (String listing : new String[] {"services", "tools", "clients"}) {
      assertThat(api.json(listing, ALL).has("hint")).as(listing).isFalse();
    }
    assertThat(api.json("tools", ALL).at("/tools").findValuesAsText("adoption"))
        .containsExactlyInAnyOrder("1.0", "0.5");
    assertThat(api.json("active", ALL).at("/points/19/dau").asInt()).isEqualTo(2);
    assertThat(api.json("active", ALL).at("/points/18/dau").asInt(-1)).isZero();
    assertThat(api.json("active", ALL).at("/points/21/dau").isNull()).isTrue();
    assertThat(api.json("active", ALL).at("/points/21/mau").asInt()).isEqualTo(2);
  }

  @Test
  void toolThatNobodyCallsAnyMore_hasNoUsers_unlessTheServiceTellsNone() throws IOException {
    calls("orders", "find", "2026-11-20T10:00:00Z", 1);
    calls("orders", "ship", "2026-11-09T10:00:00Z", 1);
    String week = "from=2026-11-15T00:00:00Z&to=2026-11-22T00:00:00Z";
    assertThat(api().json("tools", week).at("/tools").findValuesAsText("users"))
        .containsExactly("1", "0");
    operations.clear();
    calls("orders", "find", "2026-11-20T10:00:00Z");
    calls("orders", "ship", "2026-11-09T10:00:00Z");
    assertThat(api().json("tools", week).at("/tools").findValuesAsText("users"))
        .containsExactly("null", "null");
    assertThat(api().json("tools", week).at("/tools").findValuesAsText("previous_users"))
        .containsExactly("0", "null");
  }
}

package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.testing.CountedCalls;
import dev.toolwatch.testing.MovableClock;
import dev.toolwatch.testing.PackagedToolwatch;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application while somebody sets the machine's clock. */
@Timeout(240)
@Tag("jar")
@Tag("servers") // needs libfaketime
class MovedClockIT {
  private static final Duration TEN_YEARS = Duration.ofDays(3652);
  private static final Duration FORTY_DAYS = Duration.ofDays(40);
  private static final Duration JUMP = Duration.ofSeconds(4);

  /** Maintenance, which drops what has expired, is done every minute. */
  private static final Duration UNTIL_MAINTENANCE = Duration.ofSeconds(100);

  @TempDir Path directory;

  private final Truth past = new Truth();
  private final CountedCalls calls = new CountedCalls();
  private Instant began;

  @Test
  @Tag("long")
  void sqlite_clockJumpsWhileRunning_nothingIsDeleted_andNothingMisfiled() throws Exception {
    StoreLocation place = new StoreLocation.Directory(directory.resolve("store"));
    String url = "jdbc:sqlite:" + directory.resolve("store/toolwatch.db");
    fill(place);
    MovableClock clock = new MovableClock(directory);
    try (PackagedToolwatch packaged =
        start(clock, "toolwatch.store.path=" + directory.resolve("store"))) {
      calls.send(packaged, JUMP);
      assertThat(clockHealth(packaged).containsKey("data")).isFalse();
      jump(packaged, clock, Duration.ofHours(-1), "behind");
      jump(packaged, clock, FORTY_DAYS, "ahead");
      clock.move(TEN_YEARS);
      awaitMaintenance(packaged);
      jump(packaged, clock, TEN_YEARS, "ahead");
      assertThat(gauge(packaged, "toolwatch_clock_jumps_total")).isEqualTo(3);
      assertThat(packaged.output())
          .contains("The clock jumped: it is 87648h ahead of the time that has passed")
          .contains("The clock is right again");
      assertAnswered(packaged);
      packaged.terminate();
      packaged.awaitExit();
    }
    assertThat(CountedCalls.stored(place)).isEqualTo(calls.sent());
    assertThat(future(url)).isZero();
    checkPast(place);
  }

  @Test
  void sqlite_clockIsAheadAtTheStart_nothingIsDeleted_andThePresentIsSeenAfterwards()
      throws Exception {
    StoreLocation place = new StoreLocation.Directory(directory.resolve("store"));
    fill(place);
    String path = "toolwatch.store.path=" + directory.resolve("store");
    MovableClock clock = new MovableClock(directory);
    clock.move(TEN_YEARS);
    try (PackagedToolwatch packaged = start(clock, path)) {
      awaitMaintenance(packaged);
      assertThat(packaged.output()).contains("but the store was last used at");
      packaged.terminate();
      packaged.awaitExit();
    }
    checkPast(place);
    clock.move(Duration.ZERO);
    try (PackagedToolwatch packaged = start(clock, path)) {
      calls.send(packaged, JUMP);
      assertAnswered(packaged);
      packaged.terminate();
      packaged.awaitExit();
    }
    assertThat(CountedCalls.stored(place)).isEqualTo(calls.sent());
    checkPast(place);
  }

  @Test
  void postgresql_oneReplicaWithAWrongClock_doesNoHarmToTheOthersRows() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?user=postgres";
      StoreLocation place = new StoreLocation.Server(url, null, null);
      fill(place);
      MovableClock clock = new MovableClock(directory);
      clock.move(TEN_YEARS);
      try (PackagedToolwatch wrong =
              start(clock, "toolwatch.store.url=" + url, "toolwatch.store.replica=wrong");
          PackagedToolwatch right =
              PackagedToolwatch.start(
                  "toolwatch.store.url=" + url,
                  "toolwatch.store.replica=right",
                  "toolwatch.store.flush-interval=1s")) {
        calls.send(right, JUMP);
        await()
            .atMost(UNTIL_MAINTENANCE)
            .untilAsserted(
                () ->
                    assertThat(storeHealth(wrong).getString("maintenanceProblem"))
                        .contains("ahead of the database's"));
        assertAnswered(right);
        right.terminate();
        right.awaitExit();
      }
      assertThat(CountedCalls.stored(place)).isEqualTo(calls.sent());
      checkPast(place);
    }
  }

  private static PackagedToolwatch start(MovableClock clock, String... settings) throws Exception {
    return PackagedToolwatch.start(
        Stream.of(clock.environment(), settings, new String[] {"toolwatch.store.flush-interval=1s"})
            .flatMap(Stream::of)
            .toArray(String[]::new));
  }

  /** Moves the clock for some time and back, while calls come. */
  private void jump(PackagedToolwatch packaged, MovableClock clock, Duration by, String direction)
      throws Exception {
    clock.move(by);
    calls.send(packaged, JUMP);
    JsonObject health = clockHealth(packaged);
    assertThat(health.getString("status")).isEqualTo("UP");
    assertThat(health.getJsonObject("data").getString("problem"))
        .contains(direction + " of the time that has passed");
    assertThat(gauge(packaged, "toolwatch_clock_suspect_seconds"))
        .isBetween(by.toSeconds() - 2L, by.toSeconds() + 2L);
    assertThat(gauge(packaged, "toolwatch_store_unflushed_seconds")).isBetween(0L, 10L);
    assertAnswered(packaged);
    clock.move(Duration.ZERO);
    calls.send(packaged, JUMP);
    assertThat(clockHealth(packaged).containsKey("data")).isFalse();
    assertThat(gauge(packaged, "toolwatch_clock_suspect_seconds")).isZero();
  }

  /** Until it has been done once more, which takes the time since back to 0. */
  private static void awaitMaintenance(PackagedToolwatch packaged) {
    AtomicReference<Double> before = new AtomicReference<>(0.0);
    await()
        .atMost(UNTIL_MAINTENANCE)
        .until(
            () -> {
              double now = value(packaged, "toolwatch_store_unmaintained_seconds");
              return now < before.getAndSet(now);
            });
  }

  /** Within some flushes the API tells of all calls. */
  private void assertAnswered(PackagedToolwatch packaged) {
    String period =
        "services?from="
            + began.minus(Duration.ofMinutes(2))
            + "&to="
            + Instant.now().plusSeconds(60);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(packaged.ask(period).getJsonArray("services"))
                    .extracting(service -> ((JsonObject) service).getLong("operations"))
                    .containsExactly(calls.sent()));
  }

  private static long gauge(PackagedToolwatch packaged, String name) {
    return Math.round(value(packaged, name));
  }

  private static double value(PackagedToolwatch packaged, String name) {
    return packaged.toolwatch().scrape().select(name).get(0).value();
  }

  private static JsonObject clockHealth(PackagedToolwatch packaged) {
    return check(packaged, "clock");
  }

  private static JsonObject storeHealth(PackagedToolwatch packaged) {
    return check(packaged, "store").getJsonObject("data");
  }

  private static JsonObject check(PackagedToolwatch packaged, String name) {
    return packaged.toolwatch().health("ready").getJsonArray("checks").stream()
        .map(JsonObject.class::cast)
        .filter(check -> check.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Three days, until ten minutes ago. */
  private void fill(StoreLocation place) {
    began = Instant.now();
    Instant then = began.minus(Duration.ofMinutes(10));
    SplittableRandom random = new SplittableRandom(21);
    try (Store store = StoreContract.at(place, then)) {
      Map<Long, Map<Series, Rollup>> minutes = new HashMap<>();
      for (int i = 0; i < 3 * Minutes.DAY; i += 7) {
        minutes.putAll(past.add(Minutes.of(then) - i, random).operations());
      }
      store.add(Batches.operations(minutes), 1);
    }
  }

  private void checkPast(StoreLocation place) {
    Instant then = began.minus(Duration.ofMinutes(10));
    try (Store store = StoreContract.at(place, then)) {
      store.open();
      past.check(store.history(), then);
    }
  }

  /** Rows that are filed under times that have not come. */
  private static long future(String url) throws SQLException {
    long limit = Minutes.of(Instant.now()) + 2;
    long rows = 0;
    try (Connection connection = DriverManager.getConnection(url);
        Statement select = connection.createStatement()) {
      for (String where :
          List.of(
              "rollups WHERE bucket > " + limit,
              "sessions WHERE last_millis > " + Minutes.startMillis(limit),
              "subjects WHERE last_minute > " + limit,
              "incarnations WHERE last_minute > " + limit)) {
        try (ResultSet row = select.executeQuery("SELECT COUNT(*) FROM " + where)) {
          row.next();
          rows += row.getLong(1);
        }
      }
    }
    return rows;
  }
}

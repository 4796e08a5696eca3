package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.testing.PackagedToolwatch;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application, killed while it compacts or makes its tables. */
@Timeout(180)
@Tag("jar")
class KilledStoreIT {
  private static final int MINUTES = 3 * 1440;

  /** Marks of the hour, the day and the week that have not ended. */
  private static final int OPEN = 3;

  /** Marks wait so long before a compaction takes them. */
  private static final Duration LATENESS = Duration.ofMinutes(10);

  @TempDir Path directory;

  private final Truth truth = new Truth();

  @Test
  void compacting_sqlite_changesNothing() throws Exception {
    killWhileCompacting(
        new StoreLocation.Directory(directory), url(directory), settings(directory));
  }

  @Test
  void compacting_postgresql_changesNothing() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      String url = url(server, "postgres");
      killWhileCompacting(
          new StoreLocation.Server(url, null, null), url, "toolwatch.store.url=" + url);
    }
  }

  /** Each time when one more third of what is due has been done. */
  private void killWhileCompacting(StoreLocation place, String url, String... settings)
      throws Exception {
    fill(place);
    long due = count(url, "dirty") - OPEN;
    assertThat(due).isGreaterThan(60);
    for (int thirds = 2; thirds >= 0; thirds--) {
      long left = OPEN + due * thirds / 3;
      try (PackagedToolwatch packaged = PackagedToolwatch.launch(flushing(settings))) {
        awaitTrue(() -> count(url, "dirty") <= left, packaged);
      }
      if (thirds > 0) {
        assertThat(count(url, "dirty")).as("in the middle").isGreaterThan(OPEN);
      }
      try (Store store = StoreContract.at(place, Instant.now())) {
        store.open();
        truth.check(store.history(), Instant.now());
      }
    }
    assertThat(count(url, "rollups WHERE tier = 1")).isPositive();
  }

  private static String[] flushing(String... settings) {
    return Stream.concat(Stream.of(settings), Stream.of("toolwatch.store.flush-interval=200ms"))
        .toArray(String[]::new);
  }

  /** Days whose hours are full of minutes. */
  private void fill(StoreLocation place) {
    SplittableRandom random = new SplittableRandom(16);
    Instant then = Instant.now().minus(LATENESS);
    try (Store store = StoreContract.at(place, then)) {
      Map<Long, Map<Series, Rollup>> minutes = new HashMap<>();
      for (int i = 0; i < MINUTES; i++) {
        minutes.putAll(truth.add(Minutes.of(then) - i, random).operations());
      }
      store.add(Batches.operations(minutes), 1);
    }
  }

  @Test
  void makingTables_sqlite_isTakenUpAgain() throws Exception {
    for (int i = 0; i < 6; i++) {
      Path fresh = Files.createDirectory(directory.resolve("fresh" + i));
      Path file = fresh.resolve("toolwatch.db");
      String sight = "sqlite_master" + (i % 3 == 2 ? " WHERE name = 'toolwatch_schema'" : "");
      boolean atOnce = i % 3 == 0;
      try (PackagedToolwatch packaged = PackagedToolwatch.launch(settings(fresh))) {
        awaitTrue(() -> Files.exists(file) && (atOnce || exists(url(fresh), sight)), packaged);
      }
      assertTakesUp(settings(fresh));
      try (Stream<Path> files = Files.list(fresh)) {
        assertThat(files.map(Path::toString)).noneMatch(path -> path.contains("corrupt"));
      }
    }
  }

  @Test
  void makingTables_postgresql_isTakenUpAgain() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      for (int i = 0; i < 4; i++) {
        String database = "fresh" + i;
        try (Connection connection = server.getPostgresDatabase().getConnection();
            Statement create = connection.createStatement()) {
          create.execute("CREATE DATABASE " + database);
        }
        String url = url(server, database);
        String setting = "toolwatch.store.url=" + url;
        String sight =
            i % 2 == 0
                ? "pg_stat_activity WHERE application_name = 'toolwatch'"
                : "pg_tables WHERE tablename = 'toolwatch_schema'";
        try (PackagedToolwatch packaged = PackagedToolwatch.launch(setting)) {
          awaitTrue(() -> exists(url, sight), packaged);
        }
        assertTakesUp(setting);
      }
    }
  }

  private static void assertTakesUp(String... settings) throws Exception {
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings)) {
      assertThat(packaged.ask("services").getJsonArray("services")).isEmpty();
      assertThat(packaged.output()).doesNotContain("\"ERROR\"");
      packaged.terminate();
      packaged.awaitExit();
    }
  }

  /** Looks every few milliseconds: what is waited for is short. */
  private static void awaitTrue(Condition condition, PackagedToolwatch packaged)
      throws IOException {
    try {
      await()
          .atMost(Duration.ofSeconds(40))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(condition::isTrue);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(packaged.output(), e);
    }
  }

  @FunctionalInterface
  private interface Condition {
    boolean isTrue() throws Exception;
  }

  private static String[] settings(Path directory) {
    return new String[] {"toolwatch.store.path=" + directory};
  }

  private static String url(Path directory) {
    return "jdbc:sqlite:" + directory.resolve("toolwatch.db");
  }

  private static String url(EmbeddedPostgres server, String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database + "?user=postgres";
  }

  private static boolean exists(String url, String what) {
    try {
      return count(url, what) > 0;
    } catch (SQLException e) {
      // Locked, or not there yet.
      return false;
    }
  }

  private static long count(String url, String what) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("SELECT COUNT(*) FROM " + what)) {
      row.next();
      return row.getLong(1);
    }
  }
}

package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.slo.EventCount;
import dev.toolwatch.slo.Indicator;
import dev.toolwatch.slo.Ledger;
import dev.toolwatch.testing.SettableTime;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Size, compaction and queries of a store that holds three years of many services, on SQLite or PostgreSQL, for
 * docs/store.md: {@code bench/store-figures.sh --years 500} runs it.
 */
public final class ThreeYearsFigures {
  /** A Wednesday. */
  private static final Instant END = Instant.parse("2026-11-04T13:37:00Z");

  private static final String LOG = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')";

  private static final int RUNS = 5;
  private static final int FLUSHES = 30;

  private final Store store;
  private final SettableTime clock;
  private final int services;
  private final PrintStream out;

  private ThreeYearsFigures(Store store, SettableTime clock, int services, PrintStream out) {
    this.store = store;
    this.clock = clock;
    this.services = services;
    this.out = out;
  }

  /**
   * Writes a table to standard output.
   *
   * @param arguments an empty directory, the number of services, and {@code postgresql} for a server that is
   *     started in that directory
   */
  public static void main(String[] arguments) throws IOException, SQLException {
    Path directory = Path.of(arguments[0]);
    int services = Integer.parseInt(arguments[1]);
    if (arguments.length > 2 && arguments[2].equals("postgresql")) {
      try (EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setDataDirectory(directory.resolve("data"))
              // Which an embedded server does without, unlike those that people use.
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start()) {
        String url = server.getJdbcUrl("postgres", "postgres");
        measure(new StoreLocation.Server(url, null, null), services, System.out);
      }
    } else {
      measure(new StoreLocation.Directory(directory), services, System.out);
    }
  }

  private static void measure(StoreLocation place, int services, PrintStream out)
      throws SQLException {
    SettableTime clock = new SettableTime(END);
    try (Store store =
        new Store(
            place,
            new Calendar(ZoneOffset.UTC),
            StoreContract.PAUSE,
            StoreContract.RETENTION,
            "figures",
            clock)) {
      new ThreeYearsFigures(store, clock, services, out).run(place);
    }
  }

  private void run(StoreLocation place) throws SQLException {
    store.open();
    out.printf("%d services, three years%n%n| figure | value |%n|---|---|%n", services);
    load();
    ThreeYears years = new ThreeYears(store, END, services);
    long begin = System.nanoTime();
    years.write();
    row("writing all of it", "%.0f s", seconds(begin));
    years.written().forEach((name, count) -> row("rows: " + name, "%d", count));
    row("size", "%.0f MB", size(place) / 1e6);
    if (place instanceof StoreLocation.Server) {
      tables();
      begin = System.nanoTime();
      analyze();
      row("ANALYZE", "%.1f s", seconds(begin));
    }
    queries();
    compactions();
    flushes(years, place instanceof StoreLocation.Server);
    expiry();
    row("size after that", "%.0f MB", size(place) / 1e6);
    load();
  }

  private void load() {
    row(
        "load average of the machine",
        "%.1f",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private void row(String figure, String format, Object value) {
    out.printf("| %s | %s |%n", figure, String.format(format, value));
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  /** As autovacuum does by itself. */
  private void analyze() throws SQLException {
    store
        .database()
        .write(
            connection -> {
              try (PreparedStatement analyze = connection.prepareStatement("ANALYZE")) {
                return analyze.execute();
              }
            });
  }

  private void tables() throws SQLException {
    for (String table : List.of("rollups", "indicator_hours", "sessions")) {
      row(
          "size of " + table,
          "%.0f MB",
          number("SELECT pg_total_relation_size('" + table + "')") / 1e6);
      row("of it indexes", "%.0f MB", number("SELECT pg_indexes_size('" + table + "')") / 1e6);
    }
  }

  private double size(StoreLocation place) throws SQLException {
    if (place instanceof StoreLocation.Directory file) {
      try (Stream<Path> files = Files.list(file.path())) {
        return files
            .filter(one -> one.toString().endsWith(".db"))
            .mapToLong(one -> one.toFile().length())
            .sum();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return number("SELECT pg_database_size(current_database())");
  }

  private double number(String sql) throws SQLException {
    return store.database().read(connection -> number(connection, sql));
  }

  private static double number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private void queries() {
    History history = store.history();
    Range years = new Range(END.minus(Duration.ofDays(1_094)), END);
    Range quarter = new Range(END.minus(Duration.ofDays(90)), END);
    Range month = new Range(END.minus(Duration.ofDays(30)), END);
    Range day = new Range(END.minus(Duration.ofDays(1)), END);
    for (Range range : List.of(day, month, quarter, years)) {
      String of = ", " + Duration.between(range.from(), range.to()).toDays() + " days";
      query("all services" + of, () -> history.operations(range, Filter.services()));
      query(
          "all tools" + of,
          () -> history.forEachSeries(List.of(range), Filter.tools(null), (series, calls) -> {}));
      query(
          "tools of one service" + of,
          () -> history.operations(range, Filter.tools(ThreeYears.service(1))));
      query("clients" + of, () -> history.forEachClient(range, null, (client, use) -> {}));
    }
    Calendar calendar = history.calendar();
    Filter tool = Filter.tool(ThreeYears.service(1), "tool1");
    query(
        "one tool by minute, 1 day",
        () -> history.operations(calendar.split(day, Tier.MINUTE), tool));
    query(
        "one tool by hour, 90 days",
        () -> history.operations(calendar.split(quarter, Tier.HOUR), tool));
    query(
        "one tool by day, 1094 days",
        () -> history.operations(calendar.split(years, Tier.DAY), tool));
    query(
        "all services together by day, 90 days",
        () ->
            history.forEachSlice(
                calendar.split(quarter, Tier.DAY), Filter.services(), (slice, sum) -> {}));
    query(
        "all services together by day, 1094 days",
        () ->
            history.forEachSlice(
                calendar.split(years, Tier.DAY), Filter.services(), (slice, sum) -> {}));
    query(
        "top users of a service, 90 days",
        () -> history.forEachUserCounts(quarter, ThreeYears.service(1), (service, users) -> {}));
    Ledger ledger = new Ledger(store.transactions());
    String indicator = ThreeYears.INDICATORS.get(0);
    query("an objective's events, 30 days", () -> sums(ledger, indicator, month));
    query("an objective's events, 1094 days", () -> sums(ledger, indicator, years));
    query(
        "its minutes, 3 days",
        () -> ledger.minutes(indicator, null, new Range(END.minus(Duration.ofDays(3)), END)));
  }

  /** The events of all services. */
  private static void sums(Ledger ledger, String indicator, Range range) {
    Map<Long, List<EventCount>> unused =
        ledger.sums(ledger.numbers(null).get(indicator).values(), List.of(range));
  }

  private void query(String name, Runnable query) {
    try {
      double[] seconds = new double[RUNS];
      for (int i = 0; i < RUNS; i++) {
        long begin = System.nanoTime();
        query.run();
        seconds[i] = seconds(begin);
      }
      double first = seconds[0];
      Arrays.sort(seconds);
      row(name + ", first and median", "%s", "%.3f s, %.3f s".formatted(first, seconds[RUNS / 2]));
    } catch (QueryRefusedException e) {
      row(name, "%s", "refused: " + e.reason());
    }
  }

  /** Of the last hour, day and week that are over, made anew. */
  private void compactions() throws SQLException {
    Compaction compaction = new Compaction(store.database(), store.calendar(), store.badRows());
    long now = Minutes.of(END);
    for (Tier tier : List.of(Tier.HOUR, Tier.DAY, Tier.WEEK)) {
      // No dirty bucket of the finer tier may lie in it: those are in the present one only.
      long bucket = store.calendar().start(tier, store.calendar().start(tier, now) - 1);
      store
          .database()
          .write(
              connection -> {
                BatchWriter.mark(connection, tier, List.of(bucket), 1, bucket);
                return null;
              });
      long begin = System.nanoTime();
      int made = compaction.run(now);
      row("compaction of one " + tier + " (buckets made: " + made + ")", "%.2f s", seconds(begin));
    }
  }

  /** A call of each service in each, six in a minute. */
  private void flushes(ThreeYears years, boolean onServer) throws SQLException {
    Ledger ledger = new Ledger(store.transactions());
    List<Indicator> indicators =
        List.of(
            new Indicator("operations", series -> series.method().isEmpty(), Rollup::serverErrors),
            new Indicator(
                "calls", series -> series.method().equals("tools/call"), Rollup::serverErrors));
    long begin = System.nanoTime();
    ledger.settle(indicators, 1_000);
    row("counting the events of all minutes that are kept anew", "%.1f s", seconds(begin));
    double log = onServer ? number(LOG) : 0;
    double[] flush = new double[FLUSHES];
    double[] settle = new double[FLUSHES];
    for (int i = 0; i < FLUSHES; i++) {
      Batch batch = years.minute(Minutes.of(clock.instant()));
      begin = System.nanoTime();
      store.add(batch, i + 1L);
      flush[i] = seconds(begin);
      begin = System.nanoTime();
      ledger.settle(indicators, 8);
      settle[i] = seconds(begin);
      clock.advance(Duration.ofSeconds(10));
    }
    Arrays.sort(flush);
    Arrays.sort(settle);
    row("flush of a call of each service, median", "%.3f s", flush[FLUSHES / 2]);
    row("the same, slowest of " + FLUSHES, "%.3f s", flush[FLUSHES - 1]);
    row("settling two objectives after it, median", "%.3f s", settle[FLUSHES / 2]);
    if (onServer) {
      row("write-ahead log of both, mean", "%.0f kB", (number(LOG) - log) / FLUSHES / 1e3);
    }
  }

  /** A day later, all that has expired since, at once. */
  private void expiry() throws SQLException {
    long begin = System.nanoTime();
    new Expiry(store.database(), store.calendar(), store.retention())
        .run(Minutes.of(END.plus(Duration.ofDays(1))));
    row("dropping a day of minutes, sessions and hours", "%.1f s", seconds(begin));
  }
}

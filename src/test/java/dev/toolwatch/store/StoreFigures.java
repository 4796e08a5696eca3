package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.slo.EventCount;
import dev.toolwatch.slo.Indicator;
import dev.toolwatch.slo.Ledger;
import dev.toolwatch.testing.SettableTime;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Figures of the store, on SQLite or PostgreSQL, for docs/store.md: {@code bench/store-figures.sh} runs it. The
 * traffic is dense: every series in every minute of the last two days, and in every hour before.
 */
public final class StoreFigures {
  private static final Instant END = Instant.parse("2026-11-02T13:37:00Z");
  private static final int SERVICES = 10;
  private static final int DENSE_MINUTES = 100;

  /** As the objectives that Toolwatch comes with. */
  private static final List<Indicator> INDICATORS =
      List.of(
          new Indicator("operations", series -> series.method().isEmpty(), Rollup::serverErrors),
          new Indicator(
              "calls",
              series -> series.method().equals("tools/call"),
              calls -> calls.total() - calls.durations().countUpTo(1)));

  private static EmbeddedPostgres server;

  private StoreFigures() {}

  /** Writes a table to standard output; the directory is for the databases, and to be empty. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    boolean onServer = arguments.length > 1 && arguments[1].equals("postgresql");
    server = onServer ? EmbeddedPostgres.builder().start() : null;
    PrintStream out = System.out;
    out.printf("| figure | value |%n|---|---|%n");
    flush(directory.resolve("flush"), out);
    serviceLevel(directory.resolve("level"), out);
    for (int tools : new int[] {10, 100}) {
      queries(directory.resolve("queries" + tools), tools, out);
    }
    if (server != null) {
      server.close();
    }
  }

  private static StoreLocation place(Path directory) {
    if (server == null) {
      return new StoreLocation.Directory(directory);
    }
    String database = directory.getFileName().toString();
    execute("CREATE DATABASE " + database);
    return new StoreLocation.Server(server.getJdbcUrl("postgres", database), null, null);
  }

  private static long execute(String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return 0;
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static Store store(Path directory, SettableTime clock) {
    return new Store(
        place(directory),
        new Calendar(ZoneOffset.UTC),
        StoreContract.PAUSE,
        StoreContract.RETENTION,
        "figures",
        clock);
  }

  private static void flush(Path directory, PrintStream out) {
    SettableTime clock = new SettableTime(END);
    SplittableRandom random = new SplittableRandom(1);
    try (Store store = store(directory, clock)) {
      Ledger ledger = new Ledger(store.transactions());
      long[] nanos = new long[60];
      long[] settling = new long[60];
      for (int i = 0; i < nanos.length; i++) {
        Batch batch = minute(Minutes.of(END) + i / 6, 500, random);
        long begin = System.nanoTime();
        store.add(batch, i);
        nanos[i] = System.nanoTime() - begin;
        ledger.settle(INDICATORS, 8);
        settling[i] = System.nanoTime() - begin - nanos[i];
      }
      Arrays.sort(nanos);
      Arrays.sort(settling);
      out.printf(
          "| flush of 5,010 series, six times a minute, median | %.0f ms |%n", nanos[30] / 1e6);
      out.printf("| the same, slowest of 60 | %.0f ms |%n", nanos[59] / 1e6);
      out.printf("| settling two objectives after it, median | %.0f ms |%n", settling[30] / 1e6);
    }
    out.printf(
        "| size, of a series and minute with 5 users | %.0f bytes |%n",
        (double) size(directory) / (5_010 * 10));
  }

  /** Of each of 500 services a call in every hour of 30 days. */
  private static void serviceLevel(Path directory, PrintStream out) {
    int services = 500;
    int hours = 30 * 24;
    SettableTime clock = new SettableTime(END.minus(Duration.ofHours(hours)));
    try (Store store = store(directory, clock)) {
      Ledger ledger = new Ledger(store.transactions());
      for (int hour = 0; hour < hours; hour++) {
        clock.advance(Duration.ofHours(1));
        Map<Series, Rollup> rows = new HashMap<>();
        for (int service = 0; service < services; service++) {
          Rollup rollup = Batches.rollup(6, 0.1);
          rows.put(Series.whole(ServiceId.of("service" + service)), rollup);
          rows.put(new Series(ServiceId.of("service" + service), "tools/call", "find"), rollup);
        }
        store.add(Batches.operations(Map.of(Minutes.of(clock.instant()) - 1, rows)), hour);
        ledger.settle(INDICATORS, 8);
        if (hour % 24 == 0) {
          store.maintain();
        }
      }
      String indicator = INDICATORS.get(0).name();
      Range month = new Range(END.minus(Duration.ofDays(30)), END);
      Range days = new Range(END.minus(Duration.ofDays(3)), END);
      out.printf(
          "| an objective's events of 30 days, of 500 services, median | %.0f ms |%n",
          median(() -> sums(ledger, indicator, month)));
      out.printf(
          "| its minutes of 3 days, of 500 services, median | %.0f ms |%n",
          median(() -> ledger.minutes(indicator, null, days)));
      out.printf(
          "| its totals, of 500 services, median | %.1f ms |%n",
          median(() -> ledger.totals(indicator)));
    }
  }

  /** The events of all services. */
  private static void sums(Ledger ledger, String indicator, Range range) {
    Map<Long, List<EventCount>> unused =
        ledger.sums(ledger.numbers(null).get(indicator).values(), List.of(range));
  }

  private static void queries(Path directory, int tools, PrintStream out) {
    long end = Minutes.of(END);
    SettableTime clock = new SettableTime(END.minus(Duration.ofDays(91)));
    SplittableRandom random = new SplittableRandom(2);
    try (Store store = store(directory, clock)) {
      long sequence = 0;
      for (long hour = end - 90 * 1440; hour < end - 60; hour += 60) {
        clock.advance(Duration.between(clock.instant(), Minutes.start(hour + 1)));
        store.add(minute(hour, tools, random), sequence++);
        if (hour / 60 % 24 == 0) {
          store.maintain();
        }
      }
      for (long minute = end - DENSE_MINUTES; minute < end; minute++) {
        clock.advance(Duration.between(clock.instant(), Minutes.start(minute + 1)));
        store.add(minute(minute, tools, random), sequence++);
      }
      store.maintain();
      History history = store.history();
      Range all = new Range(END.minus(Duration.ofDays(90)), END);
      String of =
          " of " + SERVICES + " services × " + tools + " tools, 90 days, median | %.0f ms |%n";
      out.printf("| all services" + of, median(() -> history.operations(all, Filter.services())));
      out.printf("| all tools" + of, median(() -> history.operations(all, Filter.tools(null))));
      out.printf(
          "| all tools without users" + of,
          median(() -> history.operations(all, Filter.tools(null).withoutUsers())));
      out.printf(
          "| tools of one service" + of,
          median(() -> history.operations(all, Filter.tools(ServiceId.of("service1")))));
      out.printf(
          "| one tool by day" + of,
          median(
              () ->
                  history.operations(
                      history.calendar().split(all, Tier.DAY),
                      Filter.tool(ServiceId.of("service1"), "tool1"))));
      out.printf(
          "| one service by day" + of,
          median(
              () ->
                  history.operations(
                      history.calendar().split(all, Tier.DAY),
                      Filter.service(ServiceId.of("service1")))));
      Range hours = new Range(END.minus(Duration.ofHours(24)), END);
      out.printf(
          "| one tool by minute, of 24 h |%n".replace("|%n", "| %.0f ms |%n"),
          median(
              () ->
                  history.operations(
                      history.calendar().split(hours, Tier.MINUTE),
                      Filter.tool(ServiceId.of("service1"), "tool1"))));
    }
    out.printf(
        "| size after that, of a series and day | %.1f kB |%n",
        (double) size(directory) / (SERVICES * (tools + 1) * 90) / 1e3);
  }

  private static double median(Runnable query) {
    long[] nanos = new long[11];
    for (int i = 0; i < nanos.length; i++) {
      long begin = System.nanoTime();
      query.run();
      nanos[i] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    return nanos[nanos.length / 2] / 1e6;
  }

  private static Batch minute(long minute, int tools, SplittableRandom random) {
    Map<Series, Rollup> rows = new HashMap<>();
    for (int service = 0; service < SERVICES; service++) {
      Rollup whole = Rollup.EMPTY;
      for (int tool = 0; tool < tools; tool++) {
        Rollup rollup =
            Batches.rollup(6, Math.exp(random.nextGaussian() - 1), users(random, 5))
                .plus(Batches.rollup(2, Math.exp(random.nextGaussian() - 1)));
        rows.put(
            new Series(ServiceId.of("service" + service), "tools/call", "tool" + tool), rollup);
        whole = whole.plus(rollup);
      }
      rows.put(Series.whole(ServiceId.of("service" + service)), whole);
    }
    return Batches.operations(Map.of(minute, rows));
  }

  /** Of ten thousand. */
  private static long[] users(SplittableRandom random, int count) {
    return random.ints(count, 1, 10_000).mapToLong(n -> n * 0x9e3779b97f4a7c15L).toArray();
  }

  private static long size(Path directory) {
    if (server != null) {
      return execute("SELECT pg_database_size('" + directory.getFileName() + "')");
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".db"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

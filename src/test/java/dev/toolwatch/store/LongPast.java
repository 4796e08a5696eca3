package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Three years of services with many tools and users, written as rows and not as three years of
 * flushes. {@link #main} reads them in a process of its own, whose heap a test limits.
 */
final class LongPast {
  static final int DAYS = 1_095;
  static final int HOUR_DAYS = 90;
  static final int WEEK_DAYS = 140;

  private static final int SERVICES = 20;
  private static final int TOOLS = 50;
  private static final int FORMS = 16;
  private static final int USERS = 20_000;

  private final Instant end;
  private final Calendar calendar = new Calendar(ZoneOffset.UTC);
  private final SplittableRandom random = new SplittableRandom(3);

  private LongPast(Instant end) {
    this.end = calendar.start(Tier.DAY, end);
  }

  /**
   * Reads what the API and the gauges read, several times at once.
   *
   * @param arguments the store's directory, the end of the past, and whether to fill the store first
   */
  public static void main(String[] arguments) throws Exception {
    Instant end = Instant.parse(arguments[1]);
    try (Store store = store(Path.of(arguments[0]), end)) {
      store.open();
      if (arguments.length > 2) {
        new LongPast(end).fill(store, Boolean.parseBoolean(arguments[2]));
        return;
      }
      ExecutorService threads = Executors.newFixedThreadPool(6);
      List<Future<?>> reads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        reads.add(threads.submit(() -> read(store.history(), end)));
      }
      for (int i = 0; i < 2; i++) {
        reads.add(threads.submit(() -> store.history().beforeQueries(() -> gauges(store, end))));
      }
      for (Future<?> read : reads) {
        finish(read);
      }
      threads.shutdown();
      System.out.println(read(store.history(), end));
    }
  }

  private static void finish(Future<?> read) throws InterruptedException, ExecutionException {
    try {
      read.get();
    } catch (ExecutionException e) {
      // Refused when too many are long at once: the others are answered.
      if (!(e.getCause() instanceof QueryRefusedException)) {
        throw e;
      }
    }
  }

  static Store store(Path directory, Instant end) {
    return StoreContract.at(new StoreLocation.Directory(directory), end);
  }

  /** The sums of calls by day, by hour and by tool, of all of the past. */
  private static Map<String, Long> read(History history, Instant end) {
    Map<String, Long> sums = new TreeMap<>();
    Range all = new Range(end.minus(Duration.ofDays(DAYS)), end);
    Range hours = new Range(end.minus(Duration.ofDays(HOUR_DAYS)), end);
    history.forEachSlice(
        history.calendar().split(all, Tier.DAY),
        Filter.services(),
        (day, sum) -> sums.merge("days", sum.total(), Long::sum));
    history.forEachSlice(
        history.calendar().split(hours, Tier.HOUR),
        Filter.tool(null, "tool0"),
        (hour, sum) -> sums.merge("hours", sum.total(), Long::sum));
    history.forEachSeries(
        List.of(all),
        Filter.tools(null),
        (series, calls) -> sums.merge("tools", calls.get(0).total(), Long::sum));
    return sums;
  }

  private static long gauges(Store store, Instant end) {
    Range[] slices = {
      new Range(end.minus(Duration.ofDays(28)), end.minus(Duration.ofDays(7))),
      new Range(end.minus(Duration.ofDays(7)), end)
    };
    AtomicLong users = new AtomicLong();
    store
        .history()
        .forEachSeries(
            List.of(slices),
            Filter.tools(null),
            (series, calls) -> users.addAndGet(calls.get(0).users().count()));
    return users.get();
  }

  /**
   * Writes days of services, hours of one tool of each, and weeks of all tools.
   *
   * @param everything also days and hours of all tools: some gigabytes
   */
  private void fill(Store store, boolean everything) throws SQLException {
    List<Subject> subjects = new ArrayList<>();
    for (int service = 0; service < SERVICES; service++) {
      subjects.add(Subject.of(ServiceId.of("service" + service)));
      for (int tool = 0; tool < TOOLS; tool++) {
        subjects.add(
            Subject.of(new Series(ServiceId.of("service" + service), "tools/call", "tool" + tool)));
      }
    }
    Subjects numbers = new Subjects(100_000);
    numbers.resolve(store.database(), subjects);
    Row[] many = rows(700);
    Row[] few = rows(40);
    store
        .database()
        .write(
            connection -> {
              Horizons.move(connection, Tier.MINUTE, minutesAgo(7));
              Horizons.move(connection, Tier.HOUR, minutesAgo(100));
              seen(connection);
              List<Long> all = numbers(numbers, subjects, subject -> true);
              List<Long> services = numbers(numbers, subjects, subject -> subject.name().isEmpty());
              List<Long> firstTools =
                  numbers(numbers, subjects, subject -> subject.detail().equals("tool0"));
              write(connection, Tier.DAY, DAYS, everything ? all : services, many);
              write(connection, Tier.HOUR, HOUR_DAYS, firstTools, many);
              write(connection, Tier.WEEK, everything ? DAYS : WEEK_DAYS, all, many);
              if (everything) {
                List<Long> others = new ArrayList<>(all);
                others.removeAll(firstTools);
                write(connection, Tier.HOUR, HOUR_DAYS, others, few);
              }
              return null;
            });
  }

  private static List<Long> numbers(
      Subjects numbers, List<Subject> subjects, Predicate<Subject> wanted) {
    return subjects.stream().filter(wanted).map(numbers::id).toList();
  }

  private long minutesAgo(int days) {
    return Minutes.of(end.minus(Duration.ofDays(days)));
  }

  private void seen(Connection connection) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE subjects SET first_minute = ?, last_minute = ?")) {
      update.setLong(1, minutesAgo(DAYS));
      update.setLong(2, minutesAgo(0));
      update.executeUpdate();
    }
  }

  private void write(Connection connection, Tier tier, int days, List<Long> subjects, Row[] rows)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO rollups (tier, kind, bucket, subject, incarnation, operations, data, users)"
                + " VALUES (?, 0, ?, ?, 0, ?, ?, ?)")) {
      long bucket = calendar.start(tier, minutesAgo(days));
      while (calendar.end(tier, bucket) <= minutesAgo(0)) {
        for (long subject : subjects) {
          Row row = rows[random.nextInt(rows.length)];
          insert.setInt(1, tier.ordinal());
          insert.setLong(2, bucket);
          insert.setLong(3, subject);
          insert.setLong(4, row.operations());
          insert.setBytes(5, row.data());
          insert.setBytes(6, row.users());
          insert.addBatch();
        }
        insert.executeBatch();
        bucket = calendar.end(tier, bucket);
      }
    }
  }

  /** Some different ones, each of so many users. */
  private Row[] rows(int users) {
    Row[] rows = new Row[FORMS];
    for (int i = 0; i < rows.length; i++) {
      long[] who =
          random.ints(users, 1, USERS).mapToLong(user -> user * 0x9e3779b97f4a7c15L).toArray();
      Rollup rollup = Batches.rollup(1000, Math.exp(random.nextGaussian() - 1), who);
      rows[i] = RollupSum.row(rollup);
    }
    return rows;
  }
}

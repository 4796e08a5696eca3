package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.wire.Packer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Fills an empty store with what the retention leaves of three years, day by day in the order of time: weeks, days,
 * the hours of the last 100 days and the minutes of the last 7. What would have expired since is not written, so
 * nothing is deleted either. Values are drawn from some that were made before, so an hour is not the sum of its minutes.
 *
 * <p>The traffic of each service: 10 tools by Zipf's law, 3 clients, 40 users, 60 calls an hour from 8 to 18 o'clock on
 * weekdays and one in two hours otherwise.
 */
final class ThreeYears {
  static final int TOOLS = 10;
  static final int CLIENTS = 3;
  static final int USERS = 40;
  static final int BUSY_CALLS = 60;
  static final double QUIET_CALLS = 0.5;
  static final int BUSY_HOURS = 10;
  static final List<String> INDICATORS = List.of("operations", "calls");

  private static final int FIRST_BUSY_HOUR = 8;
  private static final int CALLS_PER_SESSION = 10;
  private static final int FORMS = 512;
  private static final List<Kind<?>> KINDS =
      List.of(Kind.OPERATIONS, Kind.CLIENTS, Kind.USERS, Kind.SESSIONS, Kind.SAMPLES);
  private static final int ROWS_AT_ONCE = 2_000;

  private static final String ROLLUP =
      "INSERT INTO rollups (tier, kind, bucket, subject, incarnation, operations, data, users)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String HOUR =
      "INSERT INTO indicator_hours (indicator, hour, events, bad, data) VALUES (?, ?, ?, ?, ?)";
  private static final String SESSION =
      "INSERT INTO sessions (service, by_user, id, first_millis, last_millis, operations,"
          + " incarnation) VALUES (?, 0, ?, ?, ?, ?, 1)";

  private final Store store;
  private final Instant end;
  private final int services;
  private final Calendar calendar = new Calendar(ZoneOffset.UTC);
  private final SplittableRandom random = new SplittableRandom(7);
  private final Map<String, List<Use>> forms = new HashMap<>();
  private final Map<String, Long> written = new TreeMap<>();
  private final List<long[]> numbers = new ArrayList<>();

  /**
   * A past that is not written yet.
   *
   * @param end the present
   */
  ThreeYears(Store store, Instant end, int services) {
    this.store = store;
    this.end = end;
    this.services = services;
  }

  /** Rows that were written, by tier or table. */
  Map<String, Long> written() {
    return written;
  }

  static ServiceId service(int number) {
    return ServiceId.of("service" + number);
  }

  static Series tool(int service, int tool) {
    return new Series(service(service), "tools/call", "tool" + tool);
  }

  /** What all services do in a minute of working hours, as a flush brings it. */
  Batch minute(long minute) {
    Map<Series, Rollup> operations = new HashMap<>();
    Map<Client, ClientUse> clients = new HashMap<>();
    Map<ServiceId, UserCounts> users = new HashMap<>();
    for (int service = 0; service < services; service++) {
      long user = user(random.nextInt(USERS));
      Rollup call = Batches.rollup(1, 0.3, user);
      operations.put(Series.whole(service(service)), call);
      operations.put(tool(service, random.nextInt(TOOLS)), call);
      clients.put(client(service, 0), new ClientUse(1, UserSketch.of(user)));
      users.put(service(service), UserCounts.of(Map.of(user, 1L), 0));
    }
    return new Batch(
        Map.of(minute, operations),
        Map.of(minute, clients),
        Map.of(),
        Map.of(minute, users),
        Map.of());
  }

  private static Client client(int service, int client) {
    return new Client(service(service), "client" + client, "1." + client);
  }

  void write() throws SQLException {
    number();
    Retention retention = store.retention();
    long present = Minutes.of(end);
    long minutes = calendar.start(Tier.DAY, present - retention.minutes().toMinutes());
    long hours = calendar.start(Tier.DAY, present - retention.hours().toMinutes());
    long days = calendar.start(Tier.WEEK, present - retention.days().toMinutes());
    for (long day = days; day < present; day += Minutes.DAY) {
      long from = day;
      store
          .database()
          .write(
              connection -> {
                if (from >= minutes) {
                  buckets(connection, Tier.MINUTE, from);
                  sessions(connection, from);
                }
                if (from >= hours) {
                  buckets(connection, Tier.HOUR, from);
                }
                indicatorHours(connection, from);
                if (from + Minutes.DAY <= present) {
                  rollups(
                      connection,
                      Tier.DAY,
                      from,
                      isWeekday(from) ? workdayCalls() : 24 * QUIET_CALLS);
                }
                long week = calendar.start(Tier.WEEK, from);
                if (calendar.end(Tier.WEEK, week) == from + Minutes.DAY) {
                  rollups(connection, Tier.WEEK, week, 5 * workdayCalls() + 48 * QUIET_CALLS);
                }
                return null;
              });
    }
    finish(minutes, hours, days);
  }

  /** Bounds as compactions and expiry would have left them. */
  private void finish(long minutes, long hours, long days) throws SQLException {
    long present = Minutes.of(end);
    store
        .database()
        .write(
            connection -> {
              Horizons.move(connection, Tier.MINUTE, minutes);
              Horizons.move(connection, Tier.HOUR, hours);
              Horizons.move(connection, Tier.DAY, days);
              try (PreparedStatement seen =
                  connection.prepareStatement(
                      "UPDATE subjects SET first_minute = ?, last_minute = ?")) {
                seen.setLong(1, days);
                seen.setLong(2, present - 1);
                seen.executeUpdate();
              }
              for (Tier tier : List.of(Tier.HOUR, Tier.DAY, Tier.WEEK)) {
                mark(connection, tier, calendar.start(tier, present));
              }
              return null;
            });
  }

  private void mark(Connection connection, Tier tier, long bucket) throws SQLException {
    // Long ago, so that a compaction does not wait for what may still come.
    BatchWriter.mark(connection, tier, List.of(bucket), 1, calendar.start(tier, bucket));
  }

  private static double workdayCalls() {
    return BUSY_HOURS * BUSY_CALLS + (24 - BUSY_HOURS) * QUIET_CALLS;
  }

  private static boolean isWeekday(long minute) {
    DayOfWeek day = LocalDate.ofInstant(Minutes.start(minute), ZoneOffset.UTC).getDayOfWeek();
    return day != DayOfWeek.SATURDAY && day != DayOfWeek.SUNDAY;
  }

  private static double callsAnHour(long minute) {
    long hour = Math.floorMod(minute, Minutes.DAY) / Minutes.HOUR;
    boolean busy = hour >= FIRST_BUSY_HOUR && hour < FIRST_BUSY_HOUR + BUSY_HOURS;
    return busy && isWeekday(minute) ? BUSY_CALLS : QUIET_CALLS;
  }

  private void number() throws SQLException {
    Subjects subjects = new Subjects(1_000_000);
    List<Subject> all = new ArrayList<>();
    for (int service = 0; service < services; service++) {
      all.addAll(subjects(service));
    }
    subjects.resolve(store.database(), all);
    for (int service = 0; service < services; service++) {
      numbers.add(subjects(service).stream().mapToLong(subjects::id).toArray());
    }
    store
        .database()
        .write(
            connection -> {
              try (PreparedStatement insert =
                  connection.prepareStatement(
                      "INSERT INTO indicators (id, service, name, first_minute, events, bad)"
                          + " VALUES (?, ?, ?, 0, 1000000, 1000)")) {
                for (int i = 0; i < services * INDICATORS.size(); i++) {
                  insert.setLong(1, i + 1L);
                  insert.setString(2, service(i / INDICATORS.size()).name());
                  insert.setString(3, INDICATORS.get(i % INDICATORS.size()));
                  insert.addBatch();
                }
                insert.executeBatch();
              }
              return null;
            });
  }

  private static List<Subject> subjects(int service) {
    List<Subject> all = new ArrayList<>();
    all.add(Subject.of(service(service)));
    for (int tool = 0; tool < TOOLS; tool++) {
      all.add(Subject.of(tool(service, tool)));
    }
    for (int client = 0; client < CLIENTS; client++) {
      all.add(Subject.of(client(service, client)));
    }
    return all;
  }

  private void buckets(Connection connection, Tier tier, long day) throws SQLException {
    int width = tier == Tier.MINUTE ? 1 : Minutes.HOUR;
    for (long bucket = day; bucket < day + Minutes.DAY; bucket += width) {
      if (bucket + width <= Minutes.of(end)) {
        rollups(connection, tier, bucket, callsAnHour(bucket) * width / Minutes.HOUR);
      }
    }
  }

  /** What all services have done in a bucket, in the order of the table's key. */
  private void rollups(Connection connection, Tier tier, long bucket, double calls)
      throws SQLException {
    List<Use> uses =
        forms.computeIfAbsent(
            tier + " " + calls,
            key -> Stream.generate(() -> use(tier, calls)).limit(FORMS).toList());
    int[] chosen = random.ints(services, 0, FORMS).toArray();
    try (PreparedStatement insert = connection.prepareStatement(ROLLUP)) {
      Rows rows = new Rows(insert, tier.toString());
      for (Kind<?> kind : KINDS) {
        for (int service = 0; service < services; service++) {
          for (Use.Part part : uses.get(chosen[service]).parts().getOrDefault(kind, List.of())) {
            insert.setInt(1, tier.ordinal());
            insert.setInt(2, kind.number());
            insert.setLong(3, bucket);
            insert.setLong(4, numbers.get(service)[part.subject()]);
            insert.setLong(5, tier == Tier.MINUTE ? 1 : Compaction.ALL_INCARNATIONS);
            insert.setLong(6, part.row().operations());
            insert.setBytes(7, part.row().data());
            insert.setBytes(8, part.row().users());
            rows.add();
          }
        }
      }
      rows.end();
    }
  }

  private void indicatorHours(Connection connection, long day) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(HOUR)) {
      Rows rows = new Rows(insert, "indicator_hours");
      for (int indicator = 0; indicator < services * INDICATORS.size(); indicator++) {
        for (long hour = day;
            hour < Math.min(day + Minutes.DAY, Minutes.of(end));
            hour += Minutes.HOUR) {
          int[] minutes = minutes(callsAnHour(hour));
          if (minutes.length > 0) {
            insert.setLong(1, indicator + 1L);
            insert.setLong(2, hour);
            insert.setLong(3, minutes.length);
            insert.setLong(4, 0);
            insert.setBytes(5, hour(minutes));
            rows.add();
          }
        }
      }
      rows.end();
    }
  }

  /** The minutes of an hour in which there were calls, each once. */
  private int[] minutes(double calls) {
    return random.ints(poisson(calls), 0, Minutes.HOUR).sorted().distinct().toArray();
  }

  /** As the ledger packs them, with one event in each minute. */
  private static byte[] hour(int[] minutes) {
    Packer packer = new Packer().number(minutes.length);
    int next = 0;
    for (int minute : minutes) {
      packer.number(minute - next).number(1).number(0);
      next = minute + 1;
    }
    return packer.toBytes();
  }

  private void sessions(Connection connection, long day) throws SQLException {
    double calls = isWeekday(day) ? workdayCalls() : 24 * QUIET_CALLS;
    try (PreparedStatement insert = connection.prepareStatement(SESSION)) {
      Rows rows = new Rows(insert, "sessions");
      for (int service = 0; service < services; service++) {
        for (int left = poisson(calls / CALLS_PER_SESSION); left > 0; left--) {
          long first = Minutes.startMillis(day + random.nextInt(Minutes.DAY));
          if (first < end.toEpochMilli()) {
            insert.setLong(1, numbers.get(service)[0]);
            insert.setLong(2, random.nextLong());
            insert.setLong(3, first);
            insert.setLong(4, first + Duration.ofMinutes(10).toMillis());
            insert.setLong(5, CALLS_PER_SESSION);
            rows.add();
          }
        }
      }
      rows.end();
    }
  }

  /** What a service did in a bucket with so many calls on average. */
  private Use use(Tier tier, double calls) {
    List<Use.Part> operations = new ArrayList<>();
    Map<Long, Long> byUser = new HashMap<>();
    Rollup whole = Rollup.EMPTY;
    double harmonic = IntStream.rangeClosed(1, TOOLS).mapToDouble(rank -> 1.0 / rank).sum();
    for (int tool = 0; tool < TOOLS; tool++) {
      int count = poisson(calls / ((tool + 1) * harmonic));
      if (count > 0) {
        Rollup rollup = calls(count, byUser);
        operations.add(new Use.Part(1 + tool, RollupSum.row(rollup)));
        whole = whole.plus(rollup);
      }
    }
    if (whole.total() == 0) {
      return new Use(Map.of());
    }
    operations.add(0, new Use.Part(0, RollupSum.row(whole)));
    Map<Kind<?>, List<Use.Part>> parts = new HashMap<>();
    parts.put(Kind.OPERATIONS, operations);
    List<Use.Part> clients = new ArrayList<>();
    for (int client = 0; client < Math.min(CLIENTS, whole.total()); client++) {
      ClientUse use = new ClientUse(whole.total() / CLIENTS + 1, whole.users());
      clients.add(new Use.Part(1 + TOOLS + client, Kind.CLIENTS.row().apply(use)));
    }
    parts.put(Kind.CLIENTS, clients);
    parts.put(Kind.USERS, ofService(Kind.USERS, UserCounts.of(byUser, 0)));
    if (tier == Tier.DAY || tier == Tier.WEEK) {
      SessionSum sessions = new SessionSum();
      for (long left = whole.total() / CALLS_PER_SESSION; left >= 0; left--) {
        sessions.add(new SessionUse(0, 1 + random.nextInt(3_600_000), CALLS_PER_SESSION));
      }
      parts.put(Kind.SESSIONS, ofService(Kind.SESSIONS, sessions.value()));
    }
    if (tier == Tier.WEEK) {
      long[] users = byUser.keySet().stream().mapToLong(Long::longValue).toArray();
      parts.put(Kind.SAMPLES, ofService(Kind.SAMPLES, UserSample.of(users)));
    }
    return new Use(parts);
  }

  private static <V> List<Use.Part> ofService(Kind<V> kind, V value) {
    return List.of(new Use.Part(0, kind.row().apply(value)));
  }

  private Rollup calls(int count, Map<Long, Long> byUser) {
    ExponentialBuckets durations = new ExponentialBuckets();
    long[] users = new long[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double seconds = Math.exp(random.nextGaussian() - 1);
      durations.record(seconds, 1);
      sum += seconds;
      users[i] = user(random.nextInt(USERS));
      byUser.merge(users[i], 1L, Long::sum);
    }
    return new Rollup(count, 0, 0, sum, 0, durations.snapshot(), UserSketch.of(users));
  }

  private static long user(int number) {
    return (number + 1) * 0x9e3779b97f4a7c15L;
  }

  /** D. E. Knuth's method for small means; a rounded normal distribution for others. */
  private int poisson(double mean) {
    if (mean > 50) {
      return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    double limit = Math.exp(-mean);
    int count = -1;
    for (double product = 1; product > limit; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }

  /**
   * What one service did in a bucket.
   *
   * @param parts its rows by kind
   */
  private record Use(Map<Kind<?>, List<Part>> parts) {
    /** A row, of the service's subject at a position of {@link #subjects}. */
    record Part(int subject, Row row) {}
  }

  /** Rows on their way, some thousands at a time. */
  private final class Rows {
    private final PreparedStatement insert;
    private final String name;
    private long count;

    Rows(PreparedStatement insert, String name) {
      this.insert = insert;
      this.name = name;
    }

    void add() throws SQLException {
      insert.addBatch();
      if (++count % ROWS_AT_ONCE == 0) {
        insert.executeBatch();
      }
    }

    void end() throws SQLException {
      insert.executeBatch();
      written.merge(name, count, Long::sum);
    }
  }
}

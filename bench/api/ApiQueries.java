import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.store.UserCounts;
import dev.toolwatch.wire.Packer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

/**
 * Fills an empty store, starts Toolwatch on it and times queries: {@code java ApiQueries.java tools|slos
 * DIRECTORY COMMAND...}, see api-queries.sh. The store is on the server that TOOLWATCH_STORE_URL names, or else in the
 * directory.
 *
 * <p>{@code tools}: 90 days of 10 services with 100 tools each, every tool used in two hours of each day by some twenty
 * of its service's 1,000 users. {@code slos}: the events of 500 services for 100 objectives in every hour of 31 days.
 */
final class ApiQueries {
  private static final int DAYS = 90;
  private static final int SERVICES = 10;
  private static final int TOOLS = 100;
  private static final int USERS = 1_000;
  private static final int CALLS = 60;
  private static final int REPEATS = 30;
  private static final String BASE = "http://127.0.0.1:18080/api/v1/";

  private static final List<String> QUERIES =
      List.of(
          "services?from=now-90d",
          "tools?from=now-90d&limit=1000",
          "tools?from=now-90d&service=service-3",
          "tools?from=now-30d&order=p95",
          "tools/tool-7/series?from=now-90d&step=1d",
          "tools/tool-7/series?service=service-3&from=now-90d&step=1h",
          "users/active?from=now-90d",
          "users/active?service=service-3&from=now-90d",
          "users/top?from=now-90d",
          "users/retention?from=now-90d",
          "sessions?from=now-90d",
          "clients?from=now-90d");

  private static final int SLO_SERVICES = 500;
  private static final int SLO_DAYS = 31;
  private static final int OBJECTIVES = 100;

  /** Of availability, and of latency within so many tenths of a second. */
  private static final int INDICATORS = 10;

  private static final List<String> WINDOWS = List.of("30d", "7d", "month", "28d", "week");

  private static final List<String> SLO_QUERIES =
      List.of(
          "slos",
          "slos?limit=1000",
          "slos?service=service-3",
          "slos/slo-000?limit=1000",
          "slos/slo-099?limit=1000");

  private final SplittableRandom random = new SplittableRandom(1);

  public static void main(String... arguments) throws Exception {
    boolean slos = arguments[0].equals("slos");
    Path directory = Path.of(arguments[1]);
    String url = System.getenv("TOOLWATCH_STORE_URL");
    StoreLocation location =
        url == null
            ? new StoreLocation.Directory(directory)
            : new StoreLocation.Server(
                url,
                System.getenv("TOOLWATCH_STORE_USERNAME"),
                System.getenv("TOOLWATCH_STORE_PASSWORD"));
    long start = System.nanoTime();
    new ApiQueries().fill(location, slos);
    System.out.printf(
        "Filled in %d s%n%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
    List<String> command = Arrays.asList(arguments).subList(2, arguments.length);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("toolwatch.log").toFile());
    if (slos) {
      Path objectives = directory.resolve("objectives.properties");
      Files.writeString(objectives, objectives());
      builder.environment().put("QUARKUS_CONFIG_LOCATIONS", objectives.toString());
    }
    Process toolwatch = builder.start();
    try {
      measure(slos ? SLO_QUERIES : QUERIES, toolwatch.toHandle());
    } finally {
      toolwatch.destroy();
      toolwatch.waitFor(20, TimeUnit.SECONDS);
      toolwatch.destroyForcibly();
    }
  }

  private void fill(StoreLocation location, boolean slos) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    // The store waits a while for more of the same before it makes hours and days of minutes.
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now().minusSeconds(600));
    try (Store store =
        new Store(
            location,
            new Calendar(ZoneId.of("UTC")),
            Duration.ofMinutes(30),
            new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1_095)),
            "bench",
            now::get)) {
      if (slos) {
        fillIndicators(store);
        // The API knows a service once something was received of it.
        store.add(
            new Batch(
                Map.of(
                    Minutes.of(now.get()),
                    Map.of(Series.whole(ServiceId.of("service-3")), rollup(new long[] {user()}))),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of()),
            1);
        return;
      }
      for (int day = DAYS; day > 0; day--) {
        store.add(batch(today.minusDays(day)), DAYS - day + 1);
      }
      now.set(Instant.now());
      store.maintain();
    }
  }

  private static String indicator(int number) {
    return number == 0
        ? "operations without server error"
        : "calls within " + number * 100_000 + " us";
  }

  private static String objectives() {
    StringBuilder settings = new StringBuilder("toolwatch.slo.default-objectives=false\n");
    for (int i = 0; i < OBJECTIVES; i++) {
      String name = String.format("toolwatch.slo.objectives.slo-%03d.", i);
      settings.append(name).append("target=99\n");
      settings.append(name).append("window=").append(WINDOWS.get(i % WINDOWS.size())).append('\n');
      if (i % INDICATORS > 0) {
        settings.append(name).append("threshold=").append(i % INDICATORS * 100).append("ms\n");
      }
    }
    return settings.toString();
  }

  /** As settling would have left them. */
  private void fillIndicators(Store store) {
    long end = Minutes.hour(Minutes.of(Instant.now()));
    for (int day = SLO_DAYS; day > 0; day--) {
      long from = end - (long) day * Minutes.DAY;
      boolean first = day == SLO_DAYS;
      store
          .transactions()
          .write(
              transaction -> {
                if (first) {
                  insertIndicators(transaction, from);
                }
                insertHours(transaction, from);
                return null;
              });
    }
  }

  private static void insertIndicators(Transaction transaction, long first) throws SQLException {
    try (PreparedStatement insert =
        transaction.prepare(
            "INSERT INTO indicators (id, service, name, first_minute, events, bad)"
                + " VALUES (?, ?, ?, ?, 1000000, 1000)")) {
      for (int i = 0; i < SLO_SERVICES * INDICATORS; i++) {
        insert.setLong(1, i + 1L);
        insert.setString(2, "service-" + i / INDICATORS);
        insert.setString(3, indicator(i % INDICATORS));
        insert.setLong(4, first);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void insertHours(Transaction transaction, long from) throws SQLException {
    try (PreparedStatement insert =
        transaction.prepare(
            "INSERT INTO indicator_hours (indicator, hour, events, bad, data)"
                + " VALUES (?, ?, ?, ?, ?)")) {
      for (int i = 0; i < SLO_SERVICES * INDICATORS; i++) {
        for (long hour = from; hour < from + Minutes.DAY; hour += Minutes.HOUR) {
          int events = 20 + random.nextInt(20);
          int bad = random.nextInt(2);
          Packer minutes = new Packer().number(events);
          for (int event = 0; event < events; event++) {
            minutes.number(0).number(1).number(event < bad ? 1 : 0);
          }
          insert.setLong(1, i + 1L);
          insert.setLong(2, hour);
          insert.setLong(3, events);
          insert.setLong(4, bad);
          insert.setBytes(5, minutes.toBytes());
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
  }

  private Batch batch(LocalDate day) {
    Map<Long, Map<Series, Rollup>> operations = new HashMap<>();
    Map<Long, Map<ServiceId, UserCounts>> users = new HashMap<>();
    Map<ServiceId, UserSample> samples = new HashMap<>();
    long midnight = day.toEpochDay() * 24 * 60;
    for (int s = 0; s < SERVICES; s++) {
      ServiceId service = ServiceId.of("service-" + s);
      for (int t = 0; t < TOOLS; t++) {
        for (int hour = 0; hour < 2; hour++) {
          long minute = midnight + (8 + (t + hour * 5) % 12) * 60 + t % 3;
          long[] callers = LongStream.range(0, 20).map(i -> user()).toArray();
          Rollup rollup = rollup(callers);
          Map<Series, Rollup> here = operations.computeIfAbsent(minute, m -> new HashMap<>());
          here.put(new Series(service, "tools/call", "tool-" + t), rollup);
          here.merge(Series.whole(service), rollup, Rollup::plus);
          Map<Long, Long> counts = new HashMap<>();
          Arrays.stream(callers).forEach(user -> counts.merge(user, 3L, Long::sum));
          users
              .computeIfAbsent(minute, m -> new HashMap<>())
              .merge(service, UserCounts.of(counts, 0), UserCounts::plus);
          samples.merge(service, UserSample.of(callers), UserSample::plus);
        }
      }
    }
    long week = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).toEpochDay();
    return new Batch(operations, Map.of(), Map.of(), users, Map.of(week, samples));
  }

  private long user() {
    return new SplittableRandom(random.nextInt(USERS)).nextLong();
  }

  private Rollup rollup(long[] callers) {
    ExponentialBuckets durations = new ExponentialBuckets();
    double sum = 0;
    for (int i = 0; i < CALLS; i++) {
      double seconds = 0.05 * Math.exp(random.nextGaussian());
      durations.record(seconds, 1);
      sum += seconds;
    }
    return new Rollup(CALLS - 2, 1, 1, sum, 0, durations.snapshot(), UserSketch.of(callers));
  }

  private static void measure(List<String> queries, ProcessHandle toolwatch) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    Instant giveUp = Instant.now().plusSeconds(30);
    while (true) {
      try {
        get(client, "services");
        break;
      } catch (java.io.IOException e) {
        if (Instant.now().isAfter(giveUp)) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
    System.out.printf(
        "| query | first | fastest | median | p95 | CPU time of Toolwatch | bytes |%n|---|---|---|---|---|---|---|%n");
    for (String query : queries) {
      double[] millis = new double[REPEATS];
      int bytes = 0;
      Duration before = cpu(toolwatch);
      for (int i = 0; i < REPEATS; i++) {
        long start = System.nanoTime();
        bytes = get(client, query);
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
      long cpuMillis = cpu(toolwatch).minus(before).toMillis() / REPEATS;
      double first = millis[0];
      Arrays.sort(millis);
      System.out.printf(
          "| `%s` | %.0f ms | %.0f ms | %.0f ms | %.0f ms | %d ms | %,d |%n",
          query,
          first,
          millis[0],
          millis[REPEATS / 2],
          millis[REPEATS * 95 / 100],
          cpuMillis,
          bytes);
    }
  }

  /** Exact where a machine is busy with other work as well, unlike times. */
  private static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  private static int get(HttpClient client, String query) throws Exception {
    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(BASE + query))
                .timeout(Duration.ofSeconds(60))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(query + ": " + new String(answer.body()));
    }
    return answer.body().length;
  }
}

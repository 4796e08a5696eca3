import dev.toolwatch.signal.ExponentialBuckets;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Place;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.UserCounts;
import dev.toolwatch.store.UserSample;
import dev.toolwatch.store.UserSketch;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Fills a store with 90 days of 10 services with 100 tools each, every tool used in two hours of
 * each day by some twenty of its service's 1,000 users, starts Toolwatch on it, and times each query:
 * {@code java bench/ApiQueries.java DIRECTORY COMMAND...}, see api-queries.sh.
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

  private final SplittableRandom random = new SplittableRandom(1);

  public static void main(String... arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    long start = System.nanoTime();
    new ApiQueries().fill(directory);
    try (var files = Files.list(directory)) {
      long bytes = files.mapToLong(file -> file.toFile().length()).sum();
      System.out.printf(
          "Filled in %d s; %d MB, %d bytes a series and day%n%n",
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
          bytes >> 20,
          bytes / DAYS / SERVICES / TOOLS);
    }
    List<String> command = Arrays.asList(arguments).subList(1, arguments.length);
    Process toolwatch =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      measure();
    } finally {
      toolwatch.destroy();
      toolwatch.waitFor(20, TimeUnit.SECONDS);
      toolwatch.destroyForcibly();
    }
  }

  private void fill(Path directory) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    // The store waits a while for more of the same before it makes hours and days of minutes.
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now().minusSeconds(600));
    try (Store store =
        new Store(
            new Place.Directory(directory),
            new Calendar(ZoneId.of("UTC")),
            Duration.ofMinutes(30),
            new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1_095)),
            "bench",
            now::get)) {
      for (int day = DAYS; day > 0; day--) {
        store.add(batch(today.minusDays(day)), DAYS - day + 1);
      }
      now.set(Instant.now());
      store.maintain();
    }
  }

  private Batch batch(LocalDate day) {
    Map<Long, Map<Series, Rollup>> operations = new HashMap<>();
    Map<Long, Map<String, UserCounts>> users = new HashMap<>();
    Map<String, UserSample> samples = new HashMap<>();
    long midnight = day.toEpochDay() * 24 * 60;
    for (int s = 0; s < SERVICES; s++) {
      String service = "service-" + s;
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
              .merge(service, new UserCounts(counts, 0), UserCounts::plus);
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

  private static void measure() throws Exception {
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
    System.out.printf("| query | first | median | p95 | bytes |%n|---|---|---|---|---|%n");
    for (String query : QUERIES) {
      double[] millis = new double[REPEATS];
      int bytes = 0;
      for (int i = 0; i < REPEATS; i++) {
        long start = System.nanoTime();
        bytes = get(client, query);
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
      double first = millis[0];
      Arrays.sort(millis);
      System.out.printf(
          "| `%s` | %.0f ms | %.0f ms | %.0f ms | %,d |%n",
          query, first, millis[REPEATS / 2], millis[REPEATS * 95 / 100], bytes);
    }
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

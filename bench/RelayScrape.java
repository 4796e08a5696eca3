import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures the scrape of 20,000 metrics' series that are passed on, of Toolwatch and of a Collector,
 * in turns. Half of the series are counters, half are gauges, each with three attributes; all get a
 * new value before each scrape. relay-scrape.sh explains the options.
 */
final class RelayScrape {
  private static final int SERVICES = 40;
  private static final int METRICS = 25;
  private static final int SETS = 20;
  private static final int SERIES = SERVICES * METRICS * SETS;
  private static final int WARM_UP = 10;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private RelayScrape() {}

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(arguments);
    int rounds = options.number("rounds", 30);
    Map<String, Subject> subjects = new LinkedHashMap<>();
    try {
      subjects.put(
          "Collector",
          Subject.start(
              Subject.Kind.COLLECTOR, List.of(options.text("otelcol", "").split(" ")), Map.of()));
      subjects.put(
          "Toolwatch", Subject.start(Subject.Kind.TOOLWATCH, options.command(), Map.of()));
      measure(subjects, rounds);
    } finally {
      for (Subject subject : subjects.values()) {
        subject.close();
      }
    }
  }

  private static void measure(Map<String, Subject> subjects, int rounds) throws Exception {
    Map<String, Double> idle = new LinkedHashMap<>();
    Map<String, List<Double>> millis = new LinkedHashMap<>();
    Map<String, Double> intake = new LinkedHashMap<>();
    Map<String, Double> scraping = new LinkedHashMap<>();
    subjects.forEach(
        (name, subject) -> {
          idle.put(name, subject.residentMiB());
          millis.put(name, new ArrayList<>());
        });
    for (int i = 0; i < WARM_UP + rounds; i++) {
      List<byte[]> bodies = bodies(i);
      for (Map.Entry<String, Subject> entry : subjects.entrySet()) {
        Subject subject = entry.getValue();
        double before = subject.cpuSeconds();
        for (byte[] body : bodies) {
          send(subject, body);
        }
        double sent = subject.cpuSeconds();
        double took = subject.scrapeMillis();
        if (i >= WARM_UP) {
          millis.get(entry.getKey()).add(took);
          intake.merge(entry.getKey(), sent - before, Double::sum);
          scraping.merge(entry.getKey(), subject.cpuSeconds() - sent, Double::sum);
        }
      }
    }
    System.out.println(
        "| | series | page MB | median scrape ms | slowest ms | CPU ms a scrape | CPU ms for 20,000 points"
            + " | resident MiB idle | with the series | peak |");
    System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (Map.Entry<String, Subject> entry : subjects.entrySet()) {
      String name = entry.getKey();
      Subject subject = entry.getValue();
      Subject.Page page = subject.scrape();
      List<Double> sorted = millis.get(name).stream().sorted().toList();
      System.out.printf(
          Locale.ROOT,
          "| %s | %,d | %.1f | %.1f | %.1f | %.1f | %.1f | %.0f | %.0f | %.0f |%n",
          name,
          page.samples("bench_").filter(line -> !line.contains("_created")).count(),
          page.text().length() / 1e6,
          sorted.get(sorted.size() / 2),
          sorted.get(sorted.size() - 1),
          scraping.get(name) * 1e3 / rounds,
          intake.get(name) * 1e3 / rounds,
          idle.get(name),
          subject.residentMiB(),
          subject.peakMiB());
    }
  }

  /** A request for each service. */
  private static List<byte[]> bodies(int round) {
    return IntStream.range(0, SERVICES).mapToObj(service -> body(service, round)).toList();
  }

  private static byte[] body(int service, int round) {
    long now = System.currentTimeMillis() * 1_000_000;
    Otlp.Message scope =
        new Otlp.Message().message(1, new Otlp.Message().text(1, "io.example.runtime"));
    for (int metric = 0; metric < METRICS; metric++) {
      scope.message(2, metric(metric, round, now));
    }
    Otlp.Message resource =
        new Otlp.Message()
            .attribute(1, "service.name", "service-" + service)
            .attribute(1, "service.instance.id", "instance-" + service);
    return new Otlp.Message()
        .message(1, new Otlp.Message().message(1, resource).message(2, scope))
        .toBytes();
  }

  private static Otlp.Message metric(int metric, int round, long now) {
    boolean counter = metric % 2 == 0;
    Otlp.Message data = new Otlp.Message();
    for (int set = 0; set < SETS; set++) {
      data.message(
          1,
          new Otlp.Message()
              .attribute(7, "pool.name", "pool-" + set)
              .attribute(7, "state", set % 2 == 0 ? "idle" : "used")
              .attribute(7, "server.address", "db-" + set + ".example.com")
              .fixed64(2, now - 1_000_000_000L * (round + 1))
              .fixed64(3, now)
              .fixed64(4, Double.doubleToLongBits(round * 17.25 + set)));
    }
    if (counter) {
      data.varint(2, 2).varint(3, 1);
    }
    return new Otlp.Message()
        .text(1, "bench.metric." + metric)
        .text(2, "A metric of the benchmark.")
        .message(counter ? 7 : 5, data);
  }

  private static void send(Subject subject, byte[] body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + subject.port(Protocol.HTTP) + "/v1/metrics"))
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<byte[]> answer =
        CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200 || answer.body().length > 2) {
      throw new IOException("refused: " + answer.statusCode());
    }
  }
}

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs Toolwatch and the OpenTelemetry Collector one after the other under the same load.
 * compare.sh explains the options.
 */
final class Compare {
  private static final int CONNECTIONS = 8;
  private static final int SCRAPE_SECONDS = 5;

  private final Map<String, Target> targets = new LinkedHashMap<>();
  private final int warmUp;
  private final int seconds;

  private record Target(Subject.Kind kind, List<String> command) {}

  /** The results of one target in one case. */
  private record Row(
      boolean complete,
      long accepted,
      double cpu,
      double flatOutPerCpu,
      double flatOut,
      double pacedPerCpu,
      double p50,
      double p99,
      double peakMiB,
      double scrapeMillis) {}

  private Compare(Options options) {
    warmUp = options.number("warm-up", 10);
    seconds = options.number("seconds", 10);
    targets.put("collector", new Target(Subject.Kind.COLLECTOR, words(options.text("otelcol", ""))));
    targets.put("JVM", new Target(Subject.Kind.TOOLWATCH, words(options.text("jvm", ""))));
    targets.put("native", new Target(Subject.Kind.TOOLWATCH, words(options.text("native", ""))));
    targets.values().removeIf(target -> target.command().isEmpty());
  }

  private static List<String> words(String command) {
    return command.isBlank() ? List.of() : List.of(command.strip().split(" +"));
  }

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(arguments);
    Compare compare = new Compare(options);
    if (options.has("memory")) {
      compare.memory();
    } else {
      compare.cases(options);
    }
  }

  private void cases(Options options) throws Exception {
    System.out.println(
        "| spans, encoding, transport, series | | accepted | CPU s | spans/CPU-s | × | spans/s | spans/CPU-s paced | × "
            + "| p50 ms | p99 ms | peak MiB | scrape ms |");
    System.out.println("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (Replay.Shape shape : shapes(options)) {
      Row collector = null;
      for (Map.Entry<String, Target> target : targets.entrySet()) {
        Row row = run(shape, target.getValue());
        collector = collector == null ? row : collector;
        print(shape, target.getKey(), row, collector);
      }
    }
  }

  private static List<Replay.Shape> shapes(Options options) {
    List<Replay.Shape> main = List.of(new Replay.Shape(Protocol.GRPC, true, 100, 1_000));
    if (options.has("main")) {
      return main;
    }
    if (options.has("quick")) {
      return List.of(
          main.get(0),
          new Replay.Shape(Protocol.HTTP, true, 100, 1_000),
          new Replay.Shape(Protocol.HTTP, false, 1, 10),
          new Replay.Shape(Protocol.GRPC, false, 1_000, 10_000));
    }
    List<Replay.Shape> shapes = new ArrayList<>();
    for (int spans : new int[] {1, 100, 1_000}) {
      for (boolean gzip : new boolean[] {false, true}) {
        for (Protocol protocol : Protocol.values()) {
          for (int series : new int[] {10, 1_000, 10_000}) {
            shapes.add(new Replay.Shape(protocol, gzip, spans, series));
          }
        }
      }
    }
    int series = options.number("series", 0);
    shapes.removeIf(shape -> series > 0 && shape.series() != series);
    return shapes;
  }

  /**
   * Spans per second of the open loop: a rate that either target can take on one of two processors.
   */
  private static int pace(Replay.Shape shape) {
    return shape.spans() == 1 ? 1_000 : 20_000;
  }

  private Row run(Replay.Shape shape, Target target) throws Exception {
    Workload workload = new Replay(shape, CONNECTIONS);
    try (Subject subject = start(target)) {
      int port = subject.port(shape.protocol());
      long sent = load(workload, port, 0, warmUp).acceptedSpans();
      Load.Result flatOut;
      Load.Result paced;
      double[] cpu = new double[4];
      try (Scraper scraper = new Scraper(subject)) {
        cpu[0] = subject.cpuSeconds();
        flatOut = load(workload, port, 0, seconds);
        cpu[1] = subject.cpuSeconds();
        Thread.sleep(1_000);
        cpu[2] = subject.cpuSeconds();
        paced = load(workload, port, pace(shape), seconds);
        cpu[3] = subject.cpuSeconds();
      }
      sent += flatOut.acceptedSpans() + paced.acceptedSpans();
      Subject.Page page = subject.awaitCounted(sent);
      return new Row(
          subject.counted(page) == sent && subject.series(page) == shape.series(),
          sent,
          cpu[1] - cpu[0],
          flatOut.acceptedSpans() / (cpu[1] - cpu[0]),
          flatOut.acceptedSpans() / flatOut.seconds(),
          paced.acceptedSpans() / (cpu[3] - cpu[2]),
          paced.latencies().quantile(0.5),
          paced.latencies().quantile(0.99),
          subject.peakMiB(),
          scrapeMillis(subject));
    }
  }

  private static Load.Result load(Workload workload, int port, int rate, int seconds) throws InterruptedException {
    return Load.run(workload, port, CONNECTIONS, rate, Duration.ofSeconds(seconds)).clean();
  }

  private static Subject start(Target target) throws IOException, InterruptedException {
    // Both get room for the series of the largest case, so that nothing folds.
    return Subject.start(
        target.kind(), target.command(), Map.of("TOOLWATCH_CARDINALITY_MAX_SERIES", "40000"));
  }

  /** The median of nine scrapes. */
  private static double scrapeMillis(Subject subject) throws IOException {
    double[] millis = new double[9];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = subject.scrapeMillis();
    }
    Arrays.sort(millis);
    return millis[millis.length / 2];
  }

  private static void print(Replay.Shape shape, String name, Row row, Row collector) {
    System.out.printf(
        Locale.ROOT,
        "| %,d, %s, %s, %,d | %s | %,d%s | %.2f | %,.0f | %.2f | %,.0f | %,.0f | %.2f | %.2f | %.2f | %.0f | %.1f |%n",
        shape.spans(),
        shape.gzip() ? "gzip" : "protobuf",
        shape.protocol() == Protocol.HTTP ? "HTTP" : "gRPC",
        shape.series(),
        name,
        row.accepted(),
        row.complete() ? "" : " (not all counted)",
        row.cpu(),
        row.flatOutPerCpu(),
        row.flatOutPerCpu() / collector.flatOutPerCpu(),
        row.flatOut(),
        row.pacedPerCpu(),
        row.pacedPerCpu() / collector.pacedPerCpu(),
        row.p50(),
        row.p99(),
        row.peakMiB(),
        row.scrapeMillis());
  }

  /** Measures only the peak memory of each target at 20,000 spans/s. */
  private void memory() throws Exception {
    Replay.Shape shape = new Replay.Shape(Protocol.GRPC, true, 100, 1_000);
    System.out.println("| at 20,000 spans/s | spans | peak MiB | × | spans/CPU-s |");
    System.out.println("|---|--:|--:|--:|--:|");
    double collector = 0;
    for (Map.Entry<String, Target> target : targets.entrySet()) {
      Workload workload = new Replay(shape, CONNECTIONS);
      try (Subject subject = start(target.getValue());
          Scraper scraper = new Scraper(subject)) {
        double cpu = subject.cpuSeconds();
        long sent = load(workload, subject.port(shape.protocol()), 20_000, seconds).acceptedSpans();
        double perCpu = sent / (subject.cpuSeconds() - cpu);
        double peak = subject.peakMiB();
        collector = collector == 0 ? peak : collector;
        System.out.printf(
            Locale.ROOT, "| %s | %,d | %.0f | %.2f | %,.0f |%n", target.getKey(), sent, peak, peak / collector, perCpu);
      }
    }
  }

  /** Scrapes at a fixed interval, as Prometheus does. */
  static final class Scraper implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    Scraper(Subject subject) {
      timer.scheduleAtFixedRate(() -> scrape(subject), SCRAPE_SECONDS, SCRAPE_SECONDS, TimeUnit.SECONDS);
    }

    private static void scrape(Subject subject) {
      try {
        subject.scrapeMillis();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws InterruptedException {
      timer.shutdown();
      if (!timer.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a scrape did not end within 30 s");
      }
    }
  }
}

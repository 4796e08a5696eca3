import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how much scrapes of 10,000 series delay requests that arrive at the same time. scrape.sh
 * explains the options.
 */
final class ScrapeStall {
  private static final int CONNECTIONS = 8;

  private ScrapeStall() {}

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(arguments);
    Duration round = Duration.ofSeconds(options.number("seconds", 15));
    double rate = options.number("rate", 20_000);
    Workload workload = new Replay(new Replay.Shape(Protocol.GRPC, true, 100, 10_000), CONNECTIONS);
    Map<String, String> room = Map.of("TOOLWATCH_CARDINALITY_MAX_SERIES", "40000");
    try (Subject subject = Subject.start(Subject.Kind.TOOLWATCH, options.command(), room)) {
      int port = subject.port(Protocol.GRPC);
      Load.run(workload, port, CONNECTIONS, 0, Duration.ofSeconds(10)).clean();
      for (int i = 0; i < 20; i++) {
        subject.scrapeMillis();
      }
      System.out.println("| scrapes | median scrape ms | p50 ms | p99 ms | p99.9 ms | max ms |");
      System.out.println("|---|--:|--:|--:|--:|--:|");
      for (int i = 0; i < options.number("rounds", 3); i++) {
        print("none", List.of(), Load.run(workload, port, CONNECTIONS, rate, round).clean());
        List<Double> millis = new ArrayList<>();
        Thread scraper = new Thread(() -> scrape(subject, round, millis));
        scraper.start();
        Load.Result result = Load.run(workload, port, CONNECTIONS, rate, round).clean();
        scraper.join();
        print("one a second", millis, result);
      }
      System.out.printf("series on the page: %,d%n", subject.series(subject.scrape()));
    }
  }

  private static void scrape(Subject subject, Duration round, List<Double> millis) {
    long end = System.nanoTime() + round.toNanos();
    try {
      while (System.nanoTime() < end) {
        millis.add(subject.scrapeMillis());
        Thread.sleep(1_000);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void print(String scrapes, List<Double> millis, Load.Result result) {
    Latencies latencies = result.latencies();
    double median = millis.stream().sorted().skip(millis.size() / 2).findFirst().orElse(0.0);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %.2f | %.2f | %.2f | %.2f |%n",
        scrapes,
        median,
        latencies.quantile(0.5),
        latencies.quantile(0.99),
        latencies.quantile(0.999),
        latencies.max());
  }
}

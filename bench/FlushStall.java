import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how much flushes of 5,000 series delay requests that arrive at the same time. flush.sh
 * explains the options.
 */
final class FlushStall {
  private static final int CONNECTIONS = 8;

  private FlushStall() {}

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(arguments);
    Duration round = Duration.ofSeconds(options.number("seconds", 15));
    double rate = options.number("rate", 20_000);
    Workload workload = new Replay(new Replay.Shape(Protocol.GRPC, true, 100, 5_000), CONNECTIONS);
    try (Subject none = start(options, "1h");
        Subject often = start(options, "2s")) {
      System.out.println("| flushes | p50 ms | p99 ms | p99.9 ms | max ms |");
      System.out.println("|---|--:|--:|--:|--:|");
      for (Subject subject : new Subject[] {none, often}) {
        Load.run(workload, subject.port(Protocol.GRPC), CONNECTIONS, 0, Duration.ofSeconds(5)).clean();
      }
      for (int i = 0; i < options.number("rounds", 3); i++) {
        print("none", Load.run(workload, none.port(Protocol.GRPC), CONNECTIONS, rate, round).clean());
        print("every 2 s", Load.run(workload, often.port(Protocol.GRPC), CONNECTIONS, rate, round).clean());
      }
      Subject.Page page = often.scrape();
      double flushes = page.sum("toolwatch_store_flush_seconds_count");
      System.out.printf(
          Locale.ROOT,
          "flushes: %.0f, each %.0f ms on average; pending rows: %.0f%n",
          flushes,
          1e3 * page.sum("toolwatch_store_flush_seconds_sum") / flushes,
          page.sum("toolwatch_store_pending_rows"));
    }
  }

  private static Subject start(Options options, String interval) throws Exception {
    return Subject.start(
        Subject.Kind.TOOLWATCH,
        options.command(),
        Map.of(
            "TOOLWATCH_CARDINALITY_MAX_SERIES",
            "40000",
            "TOOLWATCH_STORE_FLUSH_INTERVAL",
            interval));
  }

  private static void print(String flushes, Load.Result result) {
    Latencies latencies = result.latencies();
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f | %.2f |%n",
        flushes,
        latencies.quantile(0.5),
        latencies.quantile(0.99),
        latencies.quantile(0.999),
        latencies.max());
  }
}

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what the journal costs: spans per CPU-second of Toolwatch with it and without it, at the same
 * rate, in rounds that alternate. The CPU time of the flushes that follow a round is part of it. journal.sh
 * explains the options.
 */
final class JournalCost {
  private static final int CONNECTIONS = 8;

  private JournalCost() {}

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(arguments);
    Duration round = Duration.ofSeconds(options.number("seconds", 15));
    double rate = options.number("rate", 5_000);
    int rounds = options.number("rounds", 5);
    Workload workload = new Replay(new Replay.Shape(Protocol.GRPC, true, 100, 1_000), CONNECTIONS);
    double[] ratios = new double[rounds];
    try (Subject without = start(options, "false");
        Subject with = start(options, "true")) {
      for (Subject subject : new Subject[] {without, with}) {
        Load.run(workload, subject.port(Protocol.GRPC), CONNECTIONS, 0, Duration.ofSeconds(25)).clean();
      }
      System.out.println("| round | without: spans per CPU-second | with | ratio | without: p50 ms | with: p50 ms |");
      System.out.println("|--:|--:|--:|--:|--:|--:|");
      for (int i = 0; i < rounds; i++) {
        Result one = measure(without, workload, rate, round);
        Result other = measure(with, workload, rate, round);
        ratios[i] = other.perCpuSecond() / one.perCpuSecond();
        System.out.printf(
            Locale.ROOT,
            "| %d | %,.0f | %,.0f | %.2f | %.1f | %.1f |%n",
            i + 1,
            one.perCpuSecond(),
            other.perCpuSecond(),
            ratios[i],
            one.median(),
            other.median());
      }
      Arrays.sort(ratios);
      System.out.printf(Locale.ROOT, "median ratio: %.2f%n", ratios[rounds / 2]);
      Subject.Page page = with.scrape();
      double syncs = page.sum("toolwatch_journal_sync_seconds_count");
      System.out.printf(
          Locale.ROOT,
          "syncs: %.0f, each %.1f ms on average%n",
          syncs,
          1e3 * page.sum("toolwatch_journal_sync_seconds_sum") / syncs);
    }
  }

  private record Result(double perCpuSecond, double median) {}

  private static Result measure(Subject subject, Workload workload, double rate, Duration round)
      throws Exception {
    double before = subject.cpuSeconds();
    Load.Result sent = Load.run(workload, subject.port(Protocol.GRPC), CONNECTIONS, rate, round).clean();
    LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
    return new Result(
        sent.acceptedSpans() / (subject.cpuSeconds() - before), sent.latencies().quantile(0.5));
  }

  /** One event loop in both: the journal has no more. */
  private static Subject start(Options options, String journal) throws Exception {
    return Subject.start(
        Subject.Kind.TOOLWATCH,
        options.command(),
        Map.of(
            "TOOLWATCH_JOURNAL_ENABLED",
            journal,
            "TOOLWATCH_OTLP_EVENT_LOOPS",
            "1",
            "TOOLWATCH_STORE_FLUSH_INTERVAL",
            "2s"));
  }
}

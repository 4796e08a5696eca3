import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sends twice the load that Toolwatch can sustain and checks the consequences. overload.sh explains
 * the options. Exits with 1 if a check fails.
 */
final class Overload {
  private static final int FEW = 8;
  private static final Duration STEP = Duration.ofSeconds(5);

  /** A load is sustained if the 99th percentile stays below this. */
  private static final double P99_MILLIS = 100;

  private final Subject subject;
  private final Replay.Shape shape;
  private final int port;
  private final List<String> failed = new ArrayList<>();
  private long sent;

  private Overload(Subject subject, Replay.Shape shape) {
    this.subject = subject;
    this.shape = shape;
    port = subject.port(shape.protocol());
  }

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(arguments);
    Protocol protocol = Protocol.valueOf(options.text("protocol", "http").toUpperCase(Locale.ROOT));
    Replay.Shape shape = new Replay.Shape(protocol, options.has("gzip"), options.number("spans", 100), 1_000);
    List<String> failed;
    try (Subject subject = Subject.start(Subject.Kind.TOOLWATCH, options.command(), Map.of())) {
      Overload overload = new Overload(subject, shape);
      overload.run(
          Duration.ofSeconds(options.number("seconds", 300)),
          options.number("connections", 400),
          options.number("limit-mib", 768));
      failed = overload.failed;
    }
    if (!failed.isEmpty()) {
      System.out.println("failed: " + failed);
      System.exit(1);
    }
  }

  private void run(Duration duration, int connections, int limitMiB) throws Exception {
    double rate = sustainable();
    Load.Result before = load(FEW, rate / 2, STEP);
    Workload workload = new Replay(shape, connections);
    Load.Result over = Load.run(workload, port, connections, rate * 2, duration);
    sent += over.acceptedSpans();
    long begun = System.nanoTime();
    double normal = 2 * before.latencies().quantile(0.99) + 10;
    double back = -1;
    for (int i = 0; i < 50 && back < 0; i++) {
      Load.Result probe = load(1, 0, Duration.ofMillis(20));
      back = probe.latencies().max() < normal ? (System.nanoTime() - begun) / 1e9 : -1;
    }
    Load.Result after = load(FEW, rate / 2, STEP);

    System.out.printf(Locale.ROOT, "sustainable: %,.0f spans/s%n", rate);
    print("half of it, before", before);
    print("twice, for " + duration.toSeconds() + " s", over);
    System.out.printf(
        Locale.ROOT,
        "last answer %.2f s after the last request was due, %.2f s more until an answer took less than %.1f ms%n",
        over.drainSeconds(duration),
        back,
        normal);
    print("half of it, after", after);
    System.out.printf(Locale.ROOT, "peak memory %.0f MiB, limit %d MiB%n", subject.peakMiB(), limitMiB);

    long retryable =
        over.answers().entrySet().stream()
            .filter(answer -> shape.protocol().retryable(answer.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    double counted = subject.counted(subject.awaitCounted(sent));
    System.out.printf(Locale.ROOT, "spans acknowledged %,d, counted %,.0f%n", sent, counted);
    check("acknowledged and counted differ", counted == sent);
    check(
        "some answers neither accept nor ask for a retry",
        over.acceptedSpans() / shape.spans() + retryable == over.requests());
    check("memory above its limit", subject.peakMiB() < limitMiB);
    check("not back to normal within a second", back >= 0 && over.drainSeconds(duration) + back <= 1);
    check("not overloaded: no request was refused or late", over.latencies().max() > P99_MILLIS);
    subject.warnings().stream().limit(5).forEach(line -> System.out.println("logged: " + line));
  }

  private void check(String what, boolean holds) {
    if (!holds) {
      failed.add(what);
    }
  }

  /** The highest of a few rates that is sustained, in spans per second. */
  private double sustainable() throws InterruptedException {
    load(FEW, 0, STEP.multipliedBy(2)); // warms up the JIT compiler
    Load.Result flatOut = load(FEW, 0, STEP);
    double rate = flatOut.acceptedSpans() / flatOut.seconds();
    while (rate > 1) {
      rate *= 0.9;
      Load.Result result = load(FEW, rate, STEP);
      if (result.unsent() == 0 && result.latencies().quantile(0.99) < P99_MILLIS) {
        return rate;
      }
    }
    throw new IllegalStateException("no rate was sustained");
  }

  private Load.Result load(int connections, double rate, Duration duration) throws InterruptedException {
    Load.Result result = Load.run(new Replay(shape, connections), port, connections, rate, duration).clean();
    sent += result.acceptedSpans();
    return result;
  }

  private static void print(String name, Load.Result result) {
    System.out.printf(
        Locale.ROOT,
        "%s: %,d requests, answers %s, %,d due but not sent, %,.0f spans/s accepted, "
            + "p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        name,
        result.requests(),
        result.answers(),
        result.unsent(),
        result.acceptedSpans() / result.seconds(),
        result.latencies().quantile(0.5),
        result.latencies().quantile(0.99),
        result.latencies().max());
  }
}

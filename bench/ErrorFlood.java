import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends distinct errors at a rate beside a well-behaved sender. errors.sh explains the options. Exits
 * with 1 if a check fails.
 */
final class ErrorFlood {
  private static final int SPANS = 100;
  private static final int CONNECTIONS = 2;
  private static final int STEADY_RATE = 500;
  private static final Duration BEFORE = Duration.ofSeconds(20);

  private final Subject subject;
  private final List<String> failed = new ArrayList<>();
  private final AtomicLong numbers = new AtomicLong(1L << 40);

  private ErrorFlood(Subject subject) {
    this.subject = subject;
  }

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(arguments);
    List<String> failed;
    try (Subject subject = Subject.start(Subject.Kind.TOOLWATCH, options.command(), Map.of())) {
      ErrorFlood flood = new ErrorFlood(subject);
      flood.run(
          options.number("errors", 1_000_000),
          options.number("seconds", 60),
          options.number("limit-mib", 768));
      failed = flood.failed;
    }
    if (!failed.isEmpty()) {
      System.out.println("failed: " + failed);
      System.exit(1);
    }
  }

  private void run(int errors, int seconds, int limitMiB) throws Exception {
    Workload behaved = new Replay(new Replay.Shape(Protocol.GRPC, false, 50, 10), 1);
    Load.Result warm = steady(behaved, BEFORE);
    Load.Result alone = steady(behaved, BEFORE);
    double idle = subject.residentMiB();
    Load.Result[] beside = new Load.Result[1];
    Thread sender = new Thread(() -> beside[0] = steady(behaved, Duration.ofSeconds(seconds)));
    sender.start();
    Load.Result flood =
        Load.run(
                new Distinct(),
                subject.port(Protocol.HTTP),
                CONNECTIONS,
                (double) errors / seconds,
                Duration.ofSeconds(seconds))
            .clean();
    sender.join();

    long steadySpans = warm.acceptedSpans() + alone.acceptedSpans() + beside[0].acceptedSpans();
    Subject.Page page = subject.awaitCounted(flood.acceptedSpans() + steadySpans);
    double counted = subject.counted(page);
    double own = page.sum("mcp_server_errors_total{service_name=\"service-0\"");
    page = awaitErrors(flood.acceptedSpans() + own);
    System.out.printf(
        Locale.ROOT,
        "distinct errors acknowledged %,d, %,.0f/s; spans counted %,.0f of %,d%n",
        flood.acceptedSpans(),
        flood.acceptedSpans() / flood.seconds(),
        counted,
        flood.acceptedSpans() + steadySpans);
    for (String result : List.of("grouped", "limited", "refused", "failed")) {
      System.out.printf(
          Locale.ROOT,
          "errors %s %,.0f%n",
          result,
          page.sum("toolwatch_errors_total{result=\"" + result + "\""));
    }
    double groups = page.sum("mcp_error_groups{");
    System.out.printf(
        Locale.ROOT,
        "groups %,.0f, of the well-behaved service %,.0f%n",
        groups,
        page.sum("mcp_error_groups{service_name=\"service-0\""));
    System.out.printf(
        Locale.ROOT,
        "answers to the well-behaved service: p50 %.2f ms and p99 %.2f ms alone, %.2f and %.2f beside%n",
        alone.latencies().quantile(0.5),
        alone.latencies().quantile(0.99),
        beside[0].latencies().quantile(0.5),
        beside[0].latencies().quantile(0.99));
    System.out.printf(
        Locale.ROOT,
        "memory %.0f MiB before, peak %.0f MiB, limit %d MiB%n",
        idle,
        subject.peakMiB(),
        limitMiB);
    check("acknowledged and counted differ", counted == flood.acceptedSpans() + steadySpans);
    check("errors differ", errors(page) == flood.acceptedSpans() + own);
    check("the well-behaved service has no groups", page.sum("mcp_error_groups{service_name=\"service-0\"") > 0);
    check("too many groups", groups <= 2_002);
    check("memory above its limit", subject.peakMiB() < limitMiB);
    subject.checkAlive();
    subject.warnings().stream().limit(5).forEach(line -> System.out.println("logged: " + line));
  }

  private Load.Result steady(Workload behaved, Duration duration) {
    try {
      return Load.run(behaved, subject.port(Protocol.GRPC), 1, STEADY_RATE, duration).clean();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Errors wait for the rest of their traces. */
  private Subject.Page awaitErrors(double all) throws Exception {
    Subject.Page page = subject.scrape();
    for (int i = 0; i < 120 && errors(page) != all; i++) {
      Thread.sleep(500);
      page = subject.scrape();
    }
    return page;
  }

  private static double errors(Subject.Page page) {
    return page.sum("toolwatch_errors_total{");
  }

  private void check(String what, boolean holds) {
    if (!holds) {
      failed.add(what);
    }
  }

  /** Failed calls whose exceptions have a type, a message and a stack trace of their own. */
  private final class Distinct implements Workload {
    @Override
    public Request take() {
      long first = numbers.getAndAdd(SPANS);
      List<Otlp.Message> spans = new ArrayList<>();
      for (long i = first; i < first + SPANS; i++) {
        spans.add(failed(i));
      }
      byte[] body = Otlp.request(List.of(Otlp.resourceSpans("flood", spans)));
      return Request.of(Protocol.HTTP, false, body, new int[0], SPANS);
    }

    private Otlp.Message failed(long number) {
      String name = letters(number);
      String message = "no " + name + " in order " + number;
      String stackTrace =
          """
          Traceback (most recent call last):
            File "/srv/shop/app.py", line 10, in main
              %1$s(order)
            File "/srv/shop/orders.py", line 31, in %1$s
              raise %1$sError(text)
          %1$sError: %2$s
          """
              .formatted(name, message);
      Otlp.Message event =
          new Otlp.Message()
              .text(2, "exception")
              .attribute(3, "exception.type", name + "Error")
              .attribute(3, "exception.message", message)
              .attribute(3, "exception.stacktrace", stackTrace);
      return Otlp.bareSpan(number, "tool", System.currentTimeMillis() * 1_000_000)
          .message(11, event)
          .message(15, new Otlp.Message().varint(3, 2));
    }

    private static String letters(long number) {
      StringBuilder letters = new StringBuilder();
      for (long rest = number; rest > 0; rest /= 26) {
        letters.append((char) ('a' + rest % 26));
      }
      return letters.toString();
    }

    @Override
    public void giveBack(Request request) {
      // each request is sent only once
    }

    @Override
    public Protocol protocol() {
      return Protocol.HTTP;
    }

    @Override
    public int spans() {
      return SPANS;
    }
  }
}

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what a packaged Toolwatch costs. Prints one line per value, with its name; figures.sh
 * makes a table of them.
 */
final class Figures {
  private static final int PACE = 5_000;
  private static final int CONNECTIONS = 4;
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Replay.Shape ONE_SPAN = new Replay.Shape(Protocol.HTTP, false, 1, 10);
  private static final Replay.Shape SHAPE = new Replay.Shape(Protocol.HTTP, false, 100, 200);

  private final List<String> command;
  private long sent;

  private Figures(List<String> command) {
    this.command = command;
  }

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(arguments);
    Figures figures = new Figures(options.command());
    figures.starts(options.number("starts", 20));
    figures.load(Duration.ofSeconds(options.number("seconds", 30)));
  }

  /** Measures the time from exec to the 200 response to a request with one span. */
  private void starts(int runs) throws Exception {
    double[] millis = new double[runs];
    for (int i = -1; i < runs; i++) {
      try (Subject subject = launch()) {
        firstAccepted(subject);
        if (i >= 0) { // the first run warms up this sender and the page cache
          millis[i] = subject.ageMillis();
        }
      }
    }
    Arrays.sort(millis);
    report("start median ms", millis[runs / 2]);
    report("start worst ms", millis[runs - 1]);
  }

  private Subject launch() throws IOException {
    return Subject.launch(Subject.Kind.TOOLWATCH, command, Map.of());
  }

  private void firstAccepted(Subject subject) throws IOException {
    Workload workload = new Replay(ONE_SPAN, 1);
    while (true) {
      try (Protocol.Connection connection = Protocol.HTTP.connect(subject.port(Protocol.HTTP))) {
        if (connection.send(workload.take()) == 200) {
          sent = 1;
          return;
        }
      } catch (IOException notYet) {
        subject.checkAlive();
        LockSupport.parkNanos(200_000);
      }
    }
  }

  private void load(Duration duration) throws Exception {
    try (Subject subject = launch()) {
      firstAccepted(subject);
      Thread.sleep(IDLE.toMillis());
      report("idle MiB", subject.residentMiB());

      ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
      double[] worst = {0};
      timer.scheduleAtFixedRate(
          () -> worst[0] = Math.max(worst[0], subject.residentMiB()), 0, 1, TimeUnit.SECONDS);
      report("spans per CPU-second at " + PACE + "/s", perCpuSecond(subject, CONNECTIONS, PACE, duration));
      timer.shutdown();
      report("loaded worst MiB", worst[0]);

      run(subject, CONNECTIONS, 0, WARM_UP);
      report("spans per CPU-second flat out", perCpuSecond(subject, CONNECTIONS, 0, Duration.ofSeconds(15)));
      Load.Result one = run(subject, 1, 0, Duration.ofSeconds(10));
      report("spans/s on one connection", one.acceptedSpans() / one.seconds());
      report("request ms on one connection", 1e3 * one.seconds() / one.requests());
      report("afterwards MiB", subject.residentMiB());

      double counted = subject.counted(subject.awaitCounted(sent));
      if (counted != sent) {
        throw new IllegalStateException("sent " + sent + " spans, counted " + counted);
      }
      report("stop ms", subject.stopMillis());
    }
  }

  private double perCpuSecond(Subject subject, int connections, int rate, Duration duration) throws Exception {
    double before = subject.cpuSeconds();
    return run(subject, connections, rate, duration).acceptedSpans() / (subject.cpuSeconds() - before);
  }

  private Load.Result run(Subject subject, int connections, int rate, Duration duration) throws InterruptedException {
    Load.Result result =
        Load.run(new Replay(SHAPE, connections), subject.port(Protocol.HTTP), connections, rate, duration).clean();
    sent += result.acceptedSpans();
    return result;
  }

  private static void report(String name, double value) {
    System.out.printf(Locale.ROOT, "%s\t%.2f%n", name, value);
  }
}

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts load on an OTLP port. With a rate, it is an open loop: each request is due at a fixed time,
 * whatever became of those before it. Any free connection sends it, and its latency counts from
 * when it was due. Without a rate, each connection sends the next request as soon as it has a
 * response.
 *
 * <pre>
 * bench/run Load --port 4318 --protocol http --gzip \
 *   --spans 100 --series 1000 --rate 20000 --seconds 30
 * </pre>
 */
final class Load {
  /** How long to wait for responses after the end. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final Workload workload;
  private final int port;
  private final List<Protocol.Connection> open = new ArrayList<>();
  private final Thread[] threads;
  private final AtomicLong issued = new AtomicLong();
  private final AtomicLong acceptedSpans = new AtomicLong();
  private final Map<Integer, AtomicLong> answers = new ConcurrentHashMap<>();
  private final Latencies latencies = new Latencies();
  private double intervalNanos;
  private long begun;
  private long end;

  private Load(Workload workload, int port, int connections) {
    this.workload = workload;
    this.port = port;
    threads = new Thread[connections];
  }

  /**
   * The result of a load.
   *
   * @param answers number of requests by answer, see {@link Protocol}
   * @param unsent requests that were due but found no free connection before the end
   * @param seconds from the first request to the last response
   */
  record Result(
      long requests,
      long acceptedSpans,
      Map<Integer, Long> answers,
      long unsent,
      double seconds,
      Latencies latencies) {

    long answered(int answer) {
      return answers.getOrDefault(answer, 0L);
    }

    /** Seconds from the end of the load to the last response. */
    double drainSeconds(Duration duration) {
      return seconds - duration.toMillis() / 1e3;
    }

    /** Throws an exception unless every request was accepted. */
    Result clean() {
      if (answers.size() > 1 || !answers.containsKey(200) && !answers.containsKey(0)) {
        throw new IllegalStateException("not all requests were accepted: " + answers);
      }
      return this;
    }
  }

  /**
   * @param spansPerSecond 0 to send as fast as responses arrive
   */
  static Result run(Workload workload, int port, int connections, double spansPerSecond, Duration duration)
      throws InterruptedException {
    return new Load(workload, port, connections).run(spansPerSecond, duration);
  }

  private Result run(double spansPerSecond, Duration duration) throws InterruptedException {
    intervalNanos = spansPerSecond == 0 ? 0 : 1e9 * workload.spans() / spansPerSecond;
    begun = System.nanoTime();
    end = begun + duration.toNanos();
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(null, this::send, "sender-" + i, 256 * 1024);
      threads[i].start();
    }
    long deadline = end + GRACE.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    closeAll();
    for (Thread thread : threads) {
      thread.join();
    }
    Map<Integer, Long> counted = new TreeMap<>();
    answers.forEach((answer, count) -> counted.put(answer, count.get()));
    long requests = counted.values().stream().mapToLong(Long::longValue).sum();
    long due = intervalNanos == 0 ? requests : (long) (duration.toNanos() / intervalNanos);
    return new Result(
        requests, acceptedSpans.get(), counted, Math.max(0, due - requests), seconds, latencies);
  }

  private void send() {
    Protocol.Connection connection = null;
    while (true) {
      long due = intervalNanos == 0 ? System.nanoTime() : begun + (long) (issued.getAndIncrement() * intervalNanos);
      long now = System.nanoTime();
      if (due >= end || now >= end) {
        return;
      }
      while (now < due) {
        LockSupport.parkNanos(due - now);
        now = System.nanoTime();
      }
      Request request = workload.take();
      int answer;
      try {
        if (connection == null) {
          connection = opened();
        }
        answer = connection.send(request);
      } catch (IOException e) {
        answer = Protocol.BROKEN;
        close(connection);
        connection = null;
        LockSupport.parkNanos(5_000_000); // the process that listens there is in trouble
      }
      latencies.add(System.nanoTime() - due);
      if (workload.protocol().accepted(answer)) {
        acceptedSpans.addAndGet(request.spans());
      }
      workload.giveBack(request);
      answers.computeIfAbsent(answer, key -> new AtomicLong()).incrementAndGet();
    }
  }

  private Protocol.Connection opened() throws IOException {
    Protocol.Connection connection = workload.protocol().connect(port);
    synchronized (open) {
      open.add(connection);
    }
    return connection;
  }

  private void closeAll() {
    synchronized (open) {
      open.forEach(Load::close);
    }
  }

  private static void close(Protocol.Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      // the connection is of no use anyway
    }
  }

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(arguments);
    Protocol protocol = Protocol.valueOf(options.text("protocol", "http").toUpperCase(Locale.ROOT));
    int connections = options.number("connections", 16);
    Workload workload =
        new Replay(
            new Replay.Shape(
                protocol, options.has("gzip"), options.number("spans", 100), options.number("series", 1_000)),
            connections);
    Result result =
        run(
            workload,
            options.number("port", protocol == Protocol.HTTP ? 4318 : 4317),
            connections,
            options.number("rate", 0),
            Duration.ofSeconds(options.number("seconds", 30)));
    System.out.printf(
        Locale.ROOT,
        "requests %d, spans accepted %d (%.0f/s), due but not sent %d%nanswers %s%n"
            + "latency ms: p50 %.2f, p99 %.2f, p99.9 %.2f, max %.2f%n",
        result.requests(),
        result.acceptedSpans(),
        result.acceptedSpans() / result.seconds(),
        result.unsent(),
        result.answers(),
        result.latencies().quantile(0.5),
        result.latencies().quantile(0.99),
        result.latencies().quantile(0.999),
        result.latencies().max());
  }
}

package dev.toolwatch.testing;

import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.toolCall;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A sender of spans and a check of liveness that go on, each time over a new connection, until they
 * are closed. They note how long they waited and what failed.
 */
public final class HonestPeers implements AutoCloseable {
  private static final String POST =
      String.join(
          "\r\n",
          "POST /v1/traces HTTP/1.1",
          "Host: localhost",
          "Content-Type: application/x-protobuf",
          "Content-Length: ");

  private static final String LIVE = "GET /q/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static final long PAUSE_MILLIS = 20;
  private static final long END_SECONDS = 20;

  private final Toolwatch toolwatch;
  private final MetricsText before;
  private final int httpPort;
  private final AtomicLong slowestNanos = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);

  private interface Exchange {
    void run() throws IOException;
  }

  private HonestPeers(Toolwatch toolwatch) {
    this.toolwatch = toolwatch;
    before = toolwatch.scrape();
    httpPort = toolwatch.httpPort();
  }

  /** Those of a running Toolwatch, already under way. */
  public static HonestPeers of(Toolwatch toolwatch) {
    HonestPeers peers = new HonestPeers(toolwatch);
    peers.repeat("sender", peers::send);
    peers.repeat("liveness", peers::checkLiveness);
    return peers;
  }

  private void repeat(String name, Exchange exchange) {
    var unused =
        threads.scheduleWithFixedDelay(
            () -> {
              long began = System.nanoTime();
              try {
                exchange.run();
              } catch (IOException e) {
                failures.add(name + ": " + e);
              }
              slowestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
            },
            0,
            PAUSE_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private void send() throws IOException {
    try (RawConnection connection = new RawConnection(httpPort)) {
      // Ids of its own: a span that is sent again does not count.
      byte[] span = request("honest", toolCall("search", Duration.ofMillis(15))).toByteArray();
      connection.send((POST + span.length + "\r\n\r\n").getBytes(ISO_8859_1)).send(span);
      expect(200, connection);
      sent.incrementAndGet();
    }
  }

  private void checkLiveness() throws IOException {
    try (RawConnection connection = new RawConnection(toolwatch.management().getPort())) {
      expect(200, connection.send(LIVE));
    }
  }

  private void expect(int status, RawConnection connection) throws IOException {
    int answered = connection.read().status();
    if (answered != status) {
      failures.add("status " + answered);
    }
  }

  /** Spans that were acknowledged. */
  public long sent() {
    return sent.get();
  }

  /** Spans that Toolwatch has counted since. */
  public long counted() {
    return toolwatch.added(
        before, "toolwatch_otlp_items_total", "signal", "spans", "result", "accepted");
  }

  /** What did not get the answer it was owed. */
  public List<String> failures() {
    return failures;
  }

  /** The longest that one of them waited. */
  public Duration slowest() {
    return Duration.ofNanos(slowestNanos.get());
  }

  /** Ends them, and waits for the answers that are still due. */
  @Override
  public void close() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
      failures.add("still without an answer");
    }
  }
}

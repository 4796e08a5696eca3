package dev.toolwatch.otlp;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.ForwardTime;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jboss.logging.Logger;

/**
 * Counts requests that are not OTLP's, and logs at most one line a minute for each transport and
 * reason. Requests that lack a token are counted by {@code toolwatch_auth_refused_total} instead.
 * Thread-safe.
 */
@ApplicationScoped
class WrongRequests implements MetricSource {
  private static final Logger LOG = Logger.getLogger(WrongRequests.class);
  private static final long BETWEEN_LINES_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final int REASONS = WrongRequest.values().length;
  private static final int KINDS = Transport.values().length * REASONS;

  private final AtomicLongArray counts = new AtomicLongArray(KINDS);
  private final AtomicLongArray unsaid = new AtomicLongArray(KINDS);
  private final AtomicLong[] quietUntilMillis = new AtomicLong[KINDS];
  private final ForwardTime time;
  private final long createdMillis;

  WrongRequests(InstantSource clock) {
    time = new ForwardTime(clock);
    createdMillis = clock.millis();
    for (int i = 0; i < KINDS; i++) {
      quietUntilMillis[i] = new AtomicLong(Long.MIN_VALUE);
    }
  }

  /**
   * Counts a request.
   *
   * @param sender its address, or null
   * @param advice what the sender should do, as it is told in the answer
   */
  void count(Transport transport, WrongRequest reason, SocketAddress sender, String advice) {
    int kind = index(transport, reason);
    counts.incrementAndGet(kind);
    unsaid.incrementAndGet(kind);
    long now = time.millis();
    long quietUntil = quietUntilMillis[kind].get();
    if (now >= quietUntil
        && quietUntilMillis[kind].compareAndSet(quietUntil, now + BETWEEN_LINES_MILLIS)) {
      LOG.warnf(
          "Cannot use a request from %s to the OTLP/%s port: %s. Such requests since the last such"
              + " line: %d, see toolwatch_otlp_wrong_requests_total",
          sender == null ? "an unknown address" : sender.hostAddress(),
          transport == Transport.GRPC ? "gRPC" : "HTTP",
          advice,
          unsaid.getAndSet(kind, 0));
    }
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    List<CounterSample> samples = new ArrayList<>();
    for (Transport transport : Transport.values()) {
      for (WrongRequest reason : WrongRequest.values()) {
        if (reason.happensOver(transport)) {
          samples.add(
              new CounterSample(
                  Labels.of("transport", transport.label(), "reason", reason.label()),
                  counts.get(index(transport, reason)),
                  createdMillis));
        }
      }
    }
    return CompletableFuture.completedStage(
        List.of(
            MetricFamily.counter(
                "toolwatch_otlp_wrong_requests",
                "Requests to the OTLP ports with a wrong protocol, path, method or type.",
                samples)));
  }

  private static int index(Transport transport, WrongRequest reason) {
    return transport.ordinal() * REASONS + reason.ordinal();
  }
}

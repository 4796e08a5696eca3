package dev.toolwatch.security;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.LinePace;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jboss.logging.Logger;

/**
 * Counts refused requests, logs at most one line a minute for each port, and has them written down.
 * Thread-safe.
 */
@ApplicationScoped
class Refusals implements MetricSource {
  private static final Logger LOG = Logger.getLogger(Refusals.class);
  private static final int REASONS = Refusal.Reason.values().length;

  private final AtomicLongArray counts = new AtomicLongArray(Port.values().length * REASONS);
  private final AccessListener listener;
  private final LinePace lines;
  private final long createdMillis;

  Refusals(AccessListener listener, InstantSource clock) {
    this.listener = listener;
    lines = new LinePace(Port.values().length, clock);
    createdMillis = clock.millis();
  }

  /**
   * Counts a refusal.
   *
   * @param from the sender's address
   * @param sender of a known token, or {@link Identity#NOBODY}
   */
  void count(Port port, Refusal refusal, String from, Identity sender) {
    counts.incrementAndGet(index(port, refusal.reason()));
    listener.refused(port.label(), refusal, from, sender);
    long unsaid = lines.happened(port.ordinal());
    if (unsaid > 0) {
      LOG.warnf(
          "Refused a request to %s from %s%s: %s. Refusals since the last such line: %d, see"
              + " toolwatch_auth_refused_total",
          port.label(),
          from,
          sender.hasToken() ? " with the token " + sender.token() : "",
          refusal.message(),
          unsaid);
    }
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    List<CounterSample> samples = new ArrayList<>();
    for (Port port : Port.values()) {
      for (Refusal.Reason reason : Refusal.Reason.values()) {
        samples.add(
            new CounterSample(
                Labels.of("port", port.label(), "reason", reason.label()),
                counts.get(index(port, reason)),
                createdMillis));
      }
    }
    return CompletableFuture.completedStage(
        List.of(
            MetricFamily.counter(
                "toolwatch_auth_refused",
                "Requests refused by access control, by port and reason.",
                samples)));
  }

  private static int index(Port port, Refusal.Reason reason) {
    return port.ordinal() * REASONS + reason.ordinal();
  }
}

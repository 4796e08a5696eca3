package dev.toolwatch.otlp;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.LinePace;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
  private static final int REASONS = WrongRequest.values().length;
  private static final int KINDS = Transport.values().length * REASONS;

  private final AtomicLongArray counts = new AtomicLongArray(KINDS);
  private final LinePace lines;
  private final long createdMillis;

  WrongRequests(InstantSource clock) {
    lines = new LinePace(KINDS, clock);
    createdMillis = clock.millis();
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
    long unsaid = lines.happened(kind);
    if (unsaid > 0) {
      LOG.warnf(
          "Cannot use a request from %s over OTLP/%s: %s. Such requests since the last such line:"
              + " %d, see toolwatch_otlp_wrong_requests_total",
          sender == null ? "an unknown address" : sender.hostAddress(),
          transport == Transport.GRPC ? "gRPC" : "HTTP",
          advice,
          unsaid);
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
                "OTLP requests with a wrong port, protocol, path, method or type.",
                samples)));
  }

  private static int index(Transport transport, WrongRequest reason) {
    return transport.ordinal() * REASONS + reason.ordinal();
  }
}

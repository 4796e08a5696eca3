package dev.toolwatch.traces;

import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.Redaction;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Store;
import dev.toolwatch.testing.SettableTime;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Puts kept traces into a store, as they get there in operation, and reads them. */
public final class StoredTraces {
  private static final long MUCH = 1L << 30;

  private final KeptTraces traces;
  private final KeptTraceFlush flush;

  /**
   * @param now when they are stored
   */
  public StoredTraces(Store store, Instant now) {
    SettableTime clock = new SettableTime(now);
    traces =
        new KeptTraces(
            store.transactions(), true, KeptTraces.LEAST_SAMPLES_PER_MINUTE, MUCH, 64 << 20, clock);
    flush =
        new KeptTraceFlush(
            traces,
            store.transactions(),
            new Redaction(
                Arrays.asList(Redaction.DEFAULT_ATTRIBUTES.split(",")),
                Redaction.TextRedaction.NONE),
            MUCH,
            Duration.ofDays(36_500),
            clock);
  }

  public KeptTraces traces() {
    return traces;
  }

  /**
   * Stores a trace.
   *
   * @param tool empty if it has no call
   */
  public void store(
      long idHigh,
      long idLow,
      String service,
      String tool,
      Outcome outcome,
      Instant start,
      Duration duration,
      ExportTraceServiceRequest request) {
    long startNanos = TimeUnit.SECONDS.toNanos(start.getEpochSecond()) + start.getNano();
    traces.offer(
        new KeptTrace(
            idHigh,
            idLow,
            outcome == Outcome.SERVER_ERROR ? Decision.ERROR : Decision.SLOW,
            ServiceId.of(service),
            tool,
            outcome,
            startNanos,
            startNanos + duration.toNanos(),
            Math.toIntExact(
                request.getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .mapToLong(scope -> scope.getSpansCount())
                    .sum()),
            "query",
            request.toByteArray()));
  }

  /** Writes what was stored to the database. */
  public void flush() {
    flush.flushed();
  }
}

package dev.toolwatch.slo;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.store.Failure;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Server errors of one event loop by minute, tool and type. Its loop counts, the flusher's thread
 * takes every few seconds: they share a lock that is next to never contended, and only operations that
 * failed come here.
 */
public final class FailureShard {
  /** Different failures of a flush; more are left out and counted. */
  static final int MAX = 2_000;

  private static final int LATE_MINUTES = 24 * 60;
  private static final long NANOS_PER_MINUTE = 60_000_000_000L;

  private final int max;

  /** Of the loop alone. */
  private long nowMinute;

  private Map<Long, Map<SeriesKey, long[]>> minutes = new HashMap<>();

  /** The minute of the last failure, since most follow in the same one; or null. */
  private Map<SeriesKey, long[]> lastFailures;

  private long lastMinute;
  private int size;
  private long limited;

  FailureShard(int max) {
    this.max = max;
  }

  /** Says when what follows has come, since the Unix epoch. */
  public void received(long epochMillis) {
    nowMinute = Math.floorDiv(epochMillis, 60_000);
  }

  /**
   * Counts operations that failed by the server's fault.
   *
   * @param name of the service, the method, the tool and the error type; the same object for the same
   *     name
   * @param endNanos when they ended, since the Unix epoch
   */
  public synchronized void record(SeriesKey name, long endNanos, long times) {
    long ended = Math.floorDiv(endNanos, NANOS_PER_MINUTE);
    // As usage places them: what comes too late or too early counts where it comes.
    boolean placed = ended >= nowMinute - LATE_MINUTES && ended <= nowMinute + 1;
    long minute = placed ? ended : nowMinute;
    Map<SeriesKey, long[]> failures =
        lastFailures != null && minute == lastMinute ? lastFailures : minutes.get(minute);
    long[] count = failures == null ? null : failures.get(name);
    if (count == null) {
      if (size >= max) {
        limited += times;
        return;
      }
      size++;
      count = new long[1];
      failures = minutes.computeIfAbsent(minute, key -> new IdentityHashMap<>());
      failures.put(name, count);
    }
    lastFailures = failures;
    lastMinute = minute;
    count[0] += times;
  }

  /** Operations that were left out, ever. */
  synchronized long limited() {
    return limited;
  }

  Map<Failure, Long> take() {
    Map<Long, Map<SeriesKey, long[]>> taken;
    synchronized (this) {
      taken = minutes;
      minutes = new HashMap<>();
      lastFailures = null;
      size = 0;
    }
    Map<Failure, Long> failures = new HashMap<>();
    taken.forEach(
        (minute, names) ->
            names.forEach(
                (name, count) ->
                    failures.merge(
                        new Failure(minute, name.service(), name.tool(), name.detail()),
                        count[0],
                        Long::sum)));
    return failures;
  }
}

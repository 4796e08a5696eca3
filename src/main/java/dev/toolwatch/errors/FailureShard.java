package dev.toolwatch.errors;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.Placement;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Server errors of one event loop by minute, tool and type. The event loop counts, and the flusher's
 * thread takes the counts every few seconds. They share a lock that is hardly ever contended, since
 * only operations that failed come here. {@link Placement} says which minute they count for.
 */
public final class FailureShard {
  /** Different failures of a flush; more are left out and counted. */
  static final int MAX = 2_000;

  private final int max;

  /** Only the event loop reads and writes it. */
  private long nowMillis;

  private Map<Long, Map<SeriesKey, long[]>> minutes = new HashMap<>();

  /** The minute of the last failure, since most follow in the same one; or null. */
  private Map<SeriesKey, long[]> lastFailures;

  private long lastMinute;
  private int size;
  private long limited;

  FailureShard(int max) {
    this.max = max;
  }

  /** Says when the operations that follow were received, since the Unix epoch. */
  public void received(long epochMillis) {
    nowMillis = epochMillis;
  }

  /**
   * Counts operations that failed by the server's fault.
   *
   * @param name of the service, the method, the tool and the error type; the same object for the same
   *     name
   * @param endNanos when they ended, since the Unix epoch, unsigned
   * @param times how many they are
   */
  public synchronized void record(SeriesKey name, long endNanos, long times) {
    long ended = Placement.endMillis(endNanos);
    long minute = Minutes.ofMillis(Placement.of(ended, nowMillis).millis(ended, nowMillis));
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

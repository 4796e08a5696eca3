package dev.toolwatch.traces;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.ServiceId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How many traces of each name have been kept in the current minute, over all event loops. So a tool
 * that fails all the time does not push out the first error of another one. Thread-safe and without
 * locks.
 *
 * <p>Bounds: {@link #MAX_NAMES} names a minute; more of them share one.
 */
final class KeepQuota {
  static final int MAX_NAMES = 20_000;

  /** Why a trace of a name may be kept. Each reason is counted on its own. */
  enum Reason {
    ERROR,
    INNER_ERROR,
    SLOW,
    OK,
    CLIENT_ERROR,
    SERVER_ERROR,
    SAMPLE
  }

  private static final Reason[] REASONS = Reason.values();
  private static final SeriesKey OTHERS = new SeriesKey(ServiceId.of("__other__"), "", "", "");

  /** The counts of one minute. */
  private record Minute(long number, ConcurrentHashMap<SeriesKey, AtomicIntegerArray> kept) {}

  private volatile Minute minute = new Minute(Long.MIN_VALUE, new ConcurrentHashMap<>());

  /**
   * Takes one of those that may be kept this minute.
   *
   * @param most how many may
   * @return false if there are none left
   */
  boolean take(SeriesKey name, Reason reason, int most, long epochMillis) {
    AtomicIntegerArray counts = counts(name, epochMillis / 60_000);
    // Reads first: most traces come when nothing is left.
    return counts.get(reason.ordinal()) < most && counts.getAndIncrement(reason.ordinal()) < most;
  }

  private AtomicIntegerArray counts(SeriesKey name, long number) {
    Minute current = minute;
    // Not back: loops do not begin a minute at the same moment.
    if (current.number < number) {
      current = new Minute(number, new ConcurrentHashMap<>());
      minute = current; // two loops may do so at once: a few more are kept then
    }
    AtomicIntegerArray known = current.kept.get(name);
    if (known != null) {
      return known;
    }
    SeriesKey counted = current.kept.mappingCount() < MAX_NAMES ? name : OTHERS;
    return current.kept.computeIfAbsent(counted, key -> new AtomicIntegerArray(REASONS.length));
  }
}

package dev.toolwatch.probe;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.store.Range;
import java.time.Duration;
import java.util.BitSet;

/**
 * In which minutes of a range checks found a service up or down. Several probes of a service are one:
 * it is down if any of them says so.
 */
public final class CheckedMinutes {
  private final long from;
  private final int minutes;
  private final BitSet up = new BitSet();
  private final BitSet down = new BitSet();

  CheckedMinutes(Range range) {
    from = range.fromMinute();
    minutes = Math.toIntExact(range.toMinute() - from);
  }

  /**
   * Adds an hour of a probe.
   *
   * @param hour its first minute
   * @param upBits a bit for each minute, from the lowest on
   * @param downBits likewise; what was both is up
   */
  void add(long hour, long upBits, long downBits) {
    set(up, hour, upBits);
    set(down, hour, downBits & ~upBits);
  }

  /**
   * Adds the state that a probe has now: it lasts from the last check for two intervals.
   *
   * @return false if it tells nothing
   */
  boolean last(ProbeStatus status, Duration interval) {
    if (status.state() == null || status.isFailed() && !status.isDown()) {
      return false;
    }
    long first = Minutes.of(status.checkedAt()) + 1;
    long end = Minutes.of(status.checkedAt().plus(interval.multipliedBy(2)));
    boolean any = false;
    for (long minute = Math.max(first, from);
        minute <= Math.min(end, from + minutes - 1);
        minute++) {
      set(status.isDown() ? down : up, minute, 1);
      any = true;
    }
    return any;
  }

  /** Adds those of another range. */
  public void add(CheckedMinutes others) {
    for (int minute = 0; minute < others.minutes; minute++) {
      set(up, others.from + minute, others.up.get(minute) ? 1 : 0);
      set(down, others.from + minute, others.down.get(minute) ? 1 : 0);
    }
  }

  private void set(BitSet bits, long minute, long pattern) {
    for (int i = 0; i < Minutes.HOUR; i++) {
      long at = minute + i - from;
      if ((pattern >>> i & 1) != 0 && at >= 0 && at < minutes) {
        bits.set((int) at);
      }
    }
  }

  /** None, of a range. */
  public static CheckedMinutes none(Range range) {
    return new CheckedMinutes(range);
  }

  /**
   * Whether checks found it up or down.
   *
   * @param minute counted from the first of the range, which is 0
   */
  public boolean tells(int minute) {
    return up.get(minute) || down.get(minute);
  }

  /** Whether they found it down, likewise. */
  public boolean isDown(int minute) {
    return down.get(minute);
  }
}

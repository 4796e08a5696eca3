package dev.toolwatch.relay;

import java.util.ArrayList;
import java.util.List;

/** How the points of a series make its value. Guarded as its series is. */
abstract class Progress {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** The one to go on with: that of before, if the points are of the same temporality. */
  static Progress of(MetricKind kind, boolean delta, Progress before) {
    boolean newest = kind == MetricKind.GAUGE || kind == MetricKind.SUMMARY;
    if (newest) {
      return before instanceof Newest ? before : new Newest();
    }
    if (delta) {
      return before instanceof OfDeltas ? before : new OfDeltas();
    }
    return before instanceof OfSenders ? before : new OfSenders(kind != MetricKind.UP_DOWN_COUNTER);
  }

  /**
   * Takes a point.
   *
   * @return false if it says nothing new: it came before, or a later one did
   */
  abstract boolean take(Point point, Tally tally, long nowMillis);

  /** The value so far. Only after a point was taken. */
  abstract Tally total();

  /** When the value was 0, since the Unix epoch; 0 if unknown. */
  abstract long createdMillis();

  /** Roughly the memory that it takes, in bytes. */
  abstract int bytes();

  private static boolean isAfter(long nanos, long other) {
    return Long.compareUnsigned(nanos, other) > 0;
  }

  private static long millis(long nanos) {
    return Long.divideUnsigned(nanos, NANOS_PER_MILLI);
  }

  /** The value of the newest point, by its own time. */
  static final class Newest extends Progress {
    private long timeNanos;
    private Tally newest;

    @Override
    boolean take(Point point, Tally tally, long nowMillis) {
      if (newest != null && !isAfter(point.timeNanos, timeNanos)) {
        return false;
      }
      timeNanos = point.timeNanos;
      newest = tally;
      return true;
    }

    @Override
    Tally total() {
      return newest;
    }

    @Override
    long createdMillis() {
      return 0;
    }

    @Override
    int bytes() {
      return 32 + (newest == null ? 0 : newest.bytes());
    }
  }

  /**
   * The sum of all deltas. A delta of the same time from start to end as one of the last few is the
   * same delta, sent again.
   */
  static final class OfDeltas extends Progress {
    private static final int REMEMBERED = 16;

    private final long[] starts = new long[REMEMBERED];
    private final long[] ends = new long[REMEMBERED];
    private int next;
    private Tally total;
    private long createdMillis;

    @Override
    boolean take(Point point, Tally tally, long nowMillis) {
      for (int i = 0; i < REMEMBERED; i++) {
        if (starts[i] == point.startNanos && ends[i] == point.timeNanos) {
          return false;
        }
      }
      starts[next] = point.startNanos;
      ends[next] = point.timeNanos;
      next = (next + 1) % REMEMBERED;
      Tally sum = total == null ? null : total.plus(tally);
      if (sum == null) {
        // The first one, or other buckets than before.
        createdMillis = millis(point.startNanos);
      }
      total = sum == null ? tally : sum;
      return true;
    }

    @Override
    Tally total() {
      return total;
    }

    @Override
    long createdMillis() {
      return createdMillis;
    }

    @Override
    int bytes() {
      return 16 * REMEMBERED + 80 + (total == null ? 0 : total.bytes());
    }
  }

  /**
   * The sum of what cumulative senders have counted. A sender is known by the time since which it
   * counts. A new one that begins after all others have sent their last point takes their place: they
   * are the same process before a restart. One that begins before that waits until it is known what it is.
   * If one of the others sends again, there are several senders. If it sends again itself
   * before that, or none of the others has been heard of for a while, it takes their place.
   */
  static final class OfSenders extends Progress {
    private static final int MAX_SENDERS = 16;
    private static final long QUIET_MILLIS = 90_000;
    private static final long GONE_MILLIS = 300_000;

    private final boolean keepsGone;
    private final List<Sender> senders = new ArrayList<>(1);
    private final List<Sender> waiting = new ArrayList<>(0);

    /** What senders had counted that are gone, so that the sum does not fall; null for nothing. */
    private Tally gone;

    private static final class Sender {
      private final long startNanos;
      private long timeNanos;
      private long arrivedMillis;
      private Tally tally;

      private Sender(long startNanos) {
        this.startNanos = startNanos;
      }

      private boolean take(Point point, Tally newest, long nowMillis) {
        if (tally != null && !isAfter(point.timeNanos, timeNanos)) {
          return false;
        }
        timeNanos = point.timeNanos;
        arrivedMillis = nowMillis;
        tally = newest;
        return true;
      }
    }

    /**
     * @param keepsGone whether the values of senders that are gone still count
     */
    OfSenders(boolean keepsGone) {
      this.keepsGone = keepsGone;
    }

    @Override
    boolean take(Point point, Tally tally, long nowMillis) {
      long start = point.hasUnknownStart() ? 0 : point.startNanos;
      Sender known = find(senders, start);
      if (known != null) {
        boolean news = known.take(point, tally, nowMillis);
        if (news) {
          senders.addAll(waiting);
          waiting.clear();
          forgetGone(nowMillis); // the known one, at least, stays
        }
        return news;
      }
      Sender again = find(waiting, start);
      Sender sender = again == null ? new Sender(start) : again;
      if (!sender.take(point, tally, nowMillis)) {
        return false;
      }
      if (again != null || takesPlace(start, nowMillis)) {
        senders.clear();
        waiting.clear();
        gone = null;
        senders.add(sender);
      } else {
        waiting.add(sender);
      }
      return true;
    }

    private static Sender find(List<Sender> among, long startNanos) {
      for (Sender sender : among) {
        if (sender.startNanos == startNanos) {
          return sender;
        }
      }
      return null;
    }

    private boolean takesPlace(long startNanos, long nowMillis) {
      boolean after = startNanos != 0;
      boolean quiet = true;
      for (Sender sender : senders) {
        after &= !isAfter(sender.timeNanos, startNanos);
        quiet &= nowMillis - sender.arrivedMillis > QUIET_MILLIS;
      }
      return after || quiet || senders.size() + waiting.size() >= MAX_SENDERS;
    }

    private void forgetGone(long nowMillis) {
      if (senders.size() == 1) {
        return;
      }
      for (int i = senders.size() - 1; i >= 0; i--) {
        Sender sender = senders.get(i);
        if (nowMillis - sender.arrivedMillis > GONE_MILLIS) {
          senders.remove(i);
          if (keepsGone) {
            Tally sum = gone == null ? sender.tally : gone.plus(sender.tally);
            gone = sum == null ? gone : sum;
          }
        }
      }
    }

    @Override
    Tally total() {
      Tally total = gone;
      for (Sender sender : senders) {
        total = total == null ? sender.tally : total.plus(sender.tally);
        if (total == null) {
          // They have different buckets.
          return newest().tally;
        }
      }
      return total;
    }

    private Sender newest() {
      Sender newest = senders.get(0);
      for (Sender sender : senders) {
        newest = isAfter(sender.timeNanos, newest.timeNanos) ? sender : newest;
      }
      return newest;
    }

    @Override
    long createdMillis() {
      long earliest = -1; // unsigned, the latest time
      for (Sender sender : senders) {
        earliest = isAfter(earliest, sender.startNanos) ? sender.startNanos : earliest;
      }
      return millis(earliest);
    }

    @Override
    int bytes() {
      int bytes = 100;
      for (Sender sender : senders) {
        bytes += 60 + sender.tally.bytes();
      }
      for (Sender sender : waiting) {
        bytes += 60 + sender.tally.bytes();
      }
      return bytes;
    }
  }
}

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A histogram of durations in nanoseconds with an error of at most 1.6 %. Any thread may add to it.
 */
final class Latencies {
  private static final int BITS = 5;
  private static final int STEPS = 1 << BITS;

  private final AtomicLongArray counts = new AtomicLongArray(STEPS * 60);
  private final java.util.concurrent.atomic.AtomicLong max = new java.util.concurrent.atomic.AtomicLong();

  void add(long nanos) {
    long value = Math.max(0, nanos);
    counts.incrementAndGet(bucket(value));
    max.accumulateAndGet(value, Math::max);
  }

  private static int bucket(long value) {
    int shift = Math.max(0, 63 - BITS - Long.numberOfLeadingZeros(value | 1));
    return shift * STEPS + (int) (value >>> shift);
  }

  /** A quantile in milliseconds; 0 if there are no durations. */
  double quantile(double quantile) {
    long all = 0;
    for (int i = 0; i < counts.length(); i++) {
      all += counts.get(i);
    }
    long left = (long) Math.ceil(all * quantile);
    for (int i = 0; i < counts.length() && left > 0; i++) {
      left -= counts.get(i);
      if (left <= 0) {
        return Math.min(middle(i) / 1e6, max());
      }
    }
    return 0;
  }

  private static double middle(int bucket) {
    int shift = Math.max(0, bucket / STEPS - 1);
    long step = bucket - (long) shift * STEPS;
    return (step + 0.5) * (1L << shift);
  }

  /** The maximum in milliseconds. */
  double max() {
    return max.get() / 1e6;
  }
}

package dev.toolwatch.store;

import java.util.HashMap;
import java.util.Map;

/**
 * Numbers of operations in equal parts of a range, for each row of a listing. A bucket that lies in
 * several parts is divided among them, as if its operations were spread evenly. Not thread-safe.
 *
 * @param <K> what a row is known by
 */
final class PartNumbers<K> {
  private final long from;
  private final long to;
  private final int parts;
  private final Map<K, double[]> numbers = new HashMap<>();

  PartNumbers(Range range, int parts) {
    from = range.fromMinute();
    to = range.toMinute();
    this.parts = parts;
  }

  /**
   * Adds the operations of a bucket, which begins within the range.
   *
   * @param begin its first minute
   * @param end its end, which may lie after the range: what is there counts within
   */
  void add(K row, long begin, long end, long operations) {
    double[] sums = numbers.computeIfAbsent(row, key -> new double[parts]);
    double first = position(begin);
    double last = position(Math.min(end, to));
    for (int part = (int) first; part < last; part++) {
      double within = Math.min(last, part + 1.0) - Math.max(first, part);
      sums[part] += operations * (within / (last - first));
    }
  }

  /** A minute in parts since the start. */
  private double position(long minute) {
    return (double) (minute - from) * parts / (to - from);
  }

  /** Whole numbers, which add up to all operations of a row. */
  Map<K, long[]> rounded() {
    Map<K, long[]> rounded = new HashMap<>();
    numbers.forEach((row, sums) -> rounded.put(row, rounded(sums)));
    return rounded;
  }

  private static long[] rounded(double[] sums) {
    long[] rounded = new long[sums.length];
    double exact = 0;
    long given = 0;
    for (int part = 0; part < sums.length; part++) {
      exact += sums[part];
      rounded[part] = Math.round(exact) - given;
      given += rounded[part];
    }
    return rounded;
  }
}

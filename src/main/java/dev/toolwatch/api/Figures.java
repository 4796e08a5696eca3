package dev.toolwatch.api;

import dev.toolwatch.store.Rollup;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers for answers, rounded to the digits that are significant. */
final class Figures {
  private static final MathContext FIVE_DIGITS = new MathContext(5, RoundingMode.HALF_EVEN);
  private static final int RATIO_PLACES = 6;

  private Figures() {}

  /** A part divided by the whole; null if the whole is 0. */
  static Double ratio(long part, long whole) {
    return whole == 0 ? null : rounded((double) part / whole);
  }

  /** The relative change since before; null if there was nothing before. */
  static Double change(long now, long before) {
    return before == 0 ? null : rounded((double) (now - before) / before);
  }

  /** The same of numbers that may be unknown; null if one of them is. */
  static Double change(Long now, Long before) {
    return now == null || before == null ? null : change(now.longValue(), before.longValue());
  }

  /**
   * A part divided by the whole; null if the whole is 0, or one of them is unknown. Both may be
   * estimates, so that the part may exceed the whole: then the result is 1.
   */
  static Double share(Long part, Long whole) {
    return part == null || whole == null ? null : ratio(Math.min(part, whole), whole);
  }

  private static double rounded(double ratio) {
    return BigDecimal.valueOf(ratio).setScale(RATIO_PLACES, RoundingMode.HALF_EVEN).doubleValue();
  }

  /** The quantile of durations in seconds; null without operations. */
  static Double seconds(Rollup operations, double share) {
    return operations.total() == 0
        ? null
        : seconds(operations.durations().quantile(share, operations.zeroes()));
  }

  static Double seconds(double seconds) {
    return BigDecimal.valueOf(seconds).round(FIVE_DIGITS).doubleValue();
  }
}

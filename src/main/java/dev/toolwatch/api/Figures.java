package dev.toolwatch.api;

import dev.toolwatch.store.Rollup;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as answers have them: no more digits than they are worth. */
final class Figures {
  private static final MathContext FIVE_DIGITS = new MathContext(5, RoundingMode.HALF_EVEN);
  private static final int RATIO_PLACES = 6;

  private Figures() {}

  /** A part of a whole, or null where there is no whole. */
  static Double ratio(long part, long whole) {
    return whole == 0 ? null : rounded((double) part / whole);
  }

  /** How much more there is than before, as a part of before; null where there was nothing. */
  static Double change(long now, long before) {
    return before == 0 ? null : rounded((double) (now - before) / before);
  }

  private static double rounded(double ratio) {
    return BigDecimal.valueOf(ratio).setScale(RATIO_PLACES, RoundingMode.HALF_EVEN).doubleValue();
  }

  /** A duration in seconds that a share of all operations does not exceed; null where none are. */
  static Double seconds(Rollup operations, double share) {
    return operations.total() == 0
        ? null
        : seconds(operations.durations().quantile(share, operations.zeroes()));
  }

  static Double seconds(double seconds) {
    return BigDecimal.valueOf(seconds).round(FIVE_DIGITS).doubleValue();
  }
}

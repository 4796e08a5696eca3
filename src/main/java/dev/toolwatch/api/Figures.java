package dev.toolwatch.api;

import dev.toolwatch.store.Rollup;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;

/** Numbers for answers, rounded to the digits that are significant. */
final class Figures {
  private static final MathContext FIVE_DIGITS = new MathContext(5, RoundingMode.HALF_EVEN);
  private static final int RATIO_PLACES = 6;
  private static final long NANOS = 1_000_000_000L;

  private Figures() {}

  /** A part divided by the whole; null if the whole is 0. */
  static Double ratio(long part, long whole) {
    return whole == 0 ? null : rounded((double) part / whole);
  }

  /** The same of numbers that need not be whole. */
  static Double ratio(double part, double whole) {
    return whole == 0 ? null : rounded(part / whole);
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

  /** Nanoseconds in seconds, to the last digit that a double has. */
  static double exactSeconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).doubleValue();
  }

  /**
   * A time.
   *
   * @param nanos since the Unix epoch, unsigned
   */
  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Long.divideUnsigned(nanos, NANOS), Long.remainderUnsigned(nanos, NANOS));
  }

  static Double seconds(double seconds) {
    return BigDecimal.valueOf(seconds).round(FIVE_DIGITS).doubleValue();
  }
}

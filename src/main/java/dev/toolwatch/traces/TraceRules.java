package dev.toolwatch.traces;

import dev.toolwatch.red.CountedOperation;
import dev.toolwatch.signal.ConsistentSampling;
import dev.toolwatch.signal.Operation;
import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;

/**
 * The configured rules of which traces are kept. Immutable.
 *
 * @param waitMillis how long a trace without its root may take
 * @param lingerMillis how long nothing may have come of a trace with its root
 * @param slowNanos the duration above which a call is slow; 0 for the p99 of its tool
 * @param errorsPerMinute traces kept of each service, tool and error type, and slow ones of each
 *     tool
 * @param eachPerMinute traces kept of each service, tool and outcome
 * @param ratio the share of all others that is kept, from 0 to 1
 */
record TraceRules(
    long waitMillis,
    long lingerMillis,
    long slowNanos,
    int errorsPerMinute,
    int eachPerMinute,
    double ratio) {
  /** How many times a waiting trace is looked at while it lingers. */
  private static final int CHECKS = 2;

  private static final String P99 = "p99";
  private static final Duration MAX_WAIT = Duration.ofMinutes(5);
  private static final long LEAST_BUFFER = 1L << 20;
  private static final long MAX_BUFFER = 64L << 30;
  private static final Duration MAX_SLOW = Duration.ofDays(1);
  private static final String SLOW =
      "toolwatch.traces.slow must be p99, or a time above 0 and at most a day such as 2s: ";

  /**
   * Checks and takes the settings.
   *
   * @throws IllegalArgumentException for one that is out of range; the message names it
   */
  static TraceRules of(TracesSettings settings) {
    check(
        isWithin(settings.waitTime(), MAX_WAIT),
        "wait must be above 0 and at most 5m: " + settings.waitTime());
    check(
        isWithin(settings.linger(), settings.waitTime()),
        "linger must be above 0 and at most toolwatch.traces.wait: " + settings.linger());
    check(
        settings.ratio() >= 0 && settings.ratio() <= 1,
        "ratio must be from 0 to 1: " + settings.ratio());
    check(
        settings.errorsPerMinute() >= 0,
        "errors-per-minute must be at least 0: " + settings.errorsPerMinute());
    check(
        settings.eachPerMinute() >= 0,
        "each-per-minute must be at least 0: " + settings.eachPerMinute());
    long buffer = settings.buffer().asLongValue();
    check(
        buffer >= LEAST_BUFFER && buffer <= MAX_BUFFER, "buffer must be from 1M to 64G: " + buffer);
    return new TraceRules(
        settings.waitTime().toMillis(),
        settings.linger().toMillis(),
        slowNanos(settings.slow()),
        settings.errorsPerMinute(),
        settings.eachPerMinute(),
        settings.ratio());
  }

  private static boolean isWithin(Duration time, Duration most) {
    return time.compareTo(Duration.ofMillis(1)) >= 0 && time.compareTo(most) <= 0;
  }

  private static void check(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException("toolwatch.traces." + message);
    }
  }

  private static long slowNanos(String slow) {
    if (slow.equals(P99)) {
      return 0;
    }
    Duration time;
    try {
      time = DurationConverter.parseDuration(slow);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(SLOW + slow, e);
    }
    if (time.isNegative() || time.isZero() || time.compareTo(MAX_SLOW) > 0) {
      throw new IllegalArgumentException(SLOW + slow);
    }
    return time.toNanos();
  }

  /** How long a trace is left alone before it is looked at again. */
  long checkMillis() {
    return Math.max(1, Math.min(lingerMillis, waitMillis) / CHECKS);
  }

  /** Whether chance keeps a trace: all replicas decide alike. */
  boolean samples(long threshold, long randomness) {
    return ratio > 0 && randomness >= ConsistentSampling.within(threshold, ratio);
  }

  boolean isSlow(Operation operation, CountedOperation counted) {
    return slowNanos == 0 ? counted.slow() : operation.durationNanos() > slowNanos;
  }
}

package dev.toolwatch.signal;

import java.time.Instant;

/** Whole minutes since the Unix epoch, by which everything is counted. */
public final class Minutes {
  /** Milliseconds of a minute. */
  public static final long MILLIS = 60_000;

  /** Minutes of an hour. */
  public static final int HOUR = 60;

  /** Minutes of a day of 24 hours. */
  public static final int DAY = 24 * HOUR;

  private static final int SECONDS = 60;

  private Minutes() {}

  /** The minute that a time lies in. */
  public static long of(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), SECONDS);
  }

  /** The minute that a time in milliseconds since the Unix epoch lies in. */
  public static long ofMillis(long epochMillis) {
    return Math.floorDiv(epochMillis, MILLIS);
  }

  /** The first minute of the hour, by Unix time, that a minute lies in. */
  public static long hour(long minute) {
    return Math.floorDiv(minute, HOUR) * HOUR;
  }

  /**
   * The start of a minute.
   *
   * @throws ArithmeticException if no time is that far away
   */
  public static Instant start(long minute) {
    return Instant.ofEpochSecond(Math.multiplyExact(minute, SECONDS));
  }

  /** The start of a minute in milliseconds since the Unix epoch. */
  public static long startMillis(long minute) {
    return minute * MILLIS;
  }
}

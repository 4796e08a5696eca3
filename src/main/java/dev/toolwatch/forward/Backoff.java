package dev.toolwatch.forward;

import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: about a second after the first failure, twice as long
 * after each further one, half a minute at most, each time by up to a half more or less, so that
 * many senders do not come at once (OTLP 1.11, "Failures"). Not thread-safe.
 */
final class Backoff {
  static final long FIRST_MILLIS = 1000;
  static final long LONGEST_MILLIS = 30_000;

  /** A target that asks for more is asked again after this time. */
  static final long LONGEST_ASKED_MILLIS = 300_000;

  private final DoubleSupplier random;
  private int failures;

  /**
   * @param random numbers from 0 to 1
   */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /**
   * An attempt has failed.
   *
   * @param askedMillis how long the target asks to wait; 0 if it does not ask
   * @return the milliseconds to wait
   */
  long failed(long askedMillis) {
    long doubled = FIRST_MILLIS << Math.min(failures++, 10);
    double jittered = Math.min(doubled, LONGEST_MILLIS) * (0.5 + random.getAsDouble());
    return Math.max((long) jittered, Math.min(askedMillis, LONGEST_ASKED_MILLIS));
  }

  void succeeded() {
    failures = 0;
  }

  boolean isFailing() {
    return failures > 0;
  }
}

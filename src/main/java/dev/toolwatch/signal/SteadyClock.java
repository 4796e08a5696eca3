package dev.toolwatch.signal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** The time, and beside it how much time has passed, which no step of the clock changes. Thread-safe. */
public interface SteadyClock extends InstantSource {
  /** Before Toolwatch was written. A clock that is earlier has never been set. */
  Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

  /** Nanoseconds that have passed since some moment in this process, as of {@link System#nanoTime}. */
  long nanos();

  /** A clock that tells the time that has passed by the machine's monotonic clock, if need be. */
  static SteadyClock of(InstantSource clock) {
    return clock instanceof SteadyClock steady ? steady : of(clock, System::nanoTime);
  }

  /** A clock made of two. */
  static SteadyClock of(InstantSource clock, LongSupplier nanos) {
    return new SteadyClock() {
      @Override
      public Instant instant() {
        return clock.instant();
      }

      @Override
      public long millis() {
        return clock.millis();
      }

      @Override
      public long nanos() {
        return nanos.getAsLong();
      }
    };
  }
}

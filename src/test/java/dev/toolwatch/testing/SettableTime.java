package dev.toolwatch.testing;

import dev.toolwatch.signal.SteadyClock;
import java.time.Duration;
import java.time.Instant;

/** Time that moves when told to. */
public final class SettableTime implements SteadyClock {
  private Instant now;
  private long nanos;

  public SettableTime(Instant start) {
    now = start;
  }

  /** Lets time pass. */
  public void advance(Duration duration) {
    now = now.plus(duration);
    nanos += duration.toNanos();
  }

  /** Sets the clock, while no time passes. */
  public void jump(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public long nanos() {
    return nanos;
  }
}

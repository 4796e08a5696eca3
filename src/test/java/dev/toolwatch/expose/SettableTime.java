package dev.toolwatch.expose;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that moves when told to. */
final class SettableTime implements InstantSource {
  private Instant now = Instant.ofEpochMilli(Families.CREATED);

  void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }
}

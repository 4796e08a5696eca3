package dev.toolwatch.slo;

/** What a minute of a service was. */
enum MinuteState {
  UP,
  /** Some operations failed. Counts as up, and is shown beside it. */
  DEGRADED,
  DOWN,
  /** Nothing tells: neither up nor down. */
  UNKNOWN,
  /** Agreed maintenance: left out, whatever it was. */
  MAINTENANCE,
  /** Before the service was first seen: left out. */
  ABSENT;

  /** Whether it is up or down, so that uptime counts it. */
  boolean isKnown() {
    return this == UP || isBad();
  }

  boolean isBad() {
    return this == DEGRADED || this == DOWN;
  }
}

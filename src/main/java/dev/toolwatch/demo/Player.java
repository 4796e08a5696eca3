package dev.toolwatch.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;

/**
 * Plays the plan: emits every operation when it is due. Not thread-safe.
 */
final class Player {
  /** After a machine has slept, the operations it missed are not made up for. */
  private static final Duration MAX_BEHIND = Duration.ofSeconds(2);

  private static final double NANOS_PER_SECOND = 1e9;

  private final Traffic traffic;
  private final DayCurve curve;
  private final double rate;
  private final BiConsumer<PlannedOperation, Instant> emitter;
  private PlannedOperation next;
  private Instant due;
  private long played;

  /**
   * @param rate mean operations a second over a day
   * @param emitter receives an operation and its end
   */
  Player(
      Traffic traffic, DayCurve curve, double rate, BiConsumer<PlannedOperation, Instant> emitter) {
    Checks.positive(rate, "rate");
    this.traffic = traffic;
    this.curve = curve;
    this.rate = rate;
    this.emitter = emitter;
    this.next = traffic.next();
    this.due = curve.start();
  }

  /** Emits the operations that are due, and returns when the next one is. */
  Instant playUntil(Instant now) {
    Instant earliest = now.minus(MAX_BEHIND);
    if (due.isBefore(earliest)) {
      due = earliest;
    }
    while (!due.isAfter(now)) {
      emitter.accept(next, due);
      played++;
      next = traffic.next();
      due = due.plusNanos(gapNanos(next.spacing(), due));
    }
    return due;
  }

  /** The number of operations emitted so far. */
  long played() {
    return played;
  }

  private long gapNanos(double spacing, Instant at) {
    return (long) (spacing * NANOS_PER_SECOND / (rate * curve.factor(at)));
  }
}

package dev.toolwatch.slo;

import dev.toolwatch.signal.ServiceId;
import java.util.Objects;

/**
 * What is promised.
 *
 * @param name by which people know it
 * @param service that it is about, or null for every one by itself
 * @param tool that it is about, or null for all
 * @param goal what a good event is
 * @param target the part of events that is to be good, above 0 and below 1
 * @param window over which
 */
public record Objective(
    String name, ServiceId service, String tool, Goal goal, double target, Window window) {
  public Objective {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(goal, "goal");
    Objects.requireNonNull(window, "window");
    if (!(target > 0 && target < 1)) {
      throw new IllegalArgumentException("a target of " + target);
    }
  }

  boolean isOf(ServiceId other) {
    return service == null || service.equals(other);
  }

  /** The part of events that may be bad. */
  public double budget() {
    return 1 - target;
  }

  /** The part of the budget that is left; below 0 where more is spent; all of it without events. */
  public double left(EventCount count) {
    return count.events() == 0 ? 1 : 1 - count.bad() / (budget() * count.events());
  }

  /** The longest good duration; null where durations do not matter. */
  public Double thresholdSeconds() {
    return goal instanceof Goal.Latency latency ? Double.valueOf(latency.seconds()) : null;
  }
}

package dev.toolwatch.slo;

/**
 * How an objective was met over a time.
 *
 * @param count its events, without those during maintenance
 */
public record ObjectiveResult(Objective objective, EventCount count) {
  /** Whether it was; also without events. */
  public boolean isMet() {
    return left() >= 0;
  }

  /** The part of the budget that is left; below 0 where more is spent. */
  public double left() {
    return objective.left(count);
  }
}

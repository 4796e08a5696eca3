package dev.toolwatch.slo;

import java.time.Duration;

/**
 * How fast a budget burnt over a window: 1 spends it within the objective's window.
 *
 * @param window that ended now
 * @param count its events
 * @param rate the part of them that was bad, by the budget; 0 without events
 */
public record BurnRate(Duration window, EventCount count, double rate) {
  static BurnRate of(Duration window, EventCount count, double budget) {
    double ratio = count.events() == 0 ? 0 : (double) count.bad() / count.events();
    return new BurnRate(window, count, ratio / budget);
  }
}

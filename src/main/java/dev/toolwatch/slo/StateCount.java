package dev.toolwatch.slo;

import java.util.List;

/**
 * Minutes by their state.
 *
 * @param up without those degraded
 * @param maintenance left out
 * @param absent before the service was first seen; left out
 * @param checked of those up or down: without operations, their state is told by checks
 */
public record StateCount(
    int up, int degraded, int down, int unknown, int maintenance, int absent, int checked) {
  static StateCount of(List<MinuteState> states, int checked) {
    int[] counts = new int[MinuteState.values().length];
    states.forEach(state -> counts[state.ordinal()]++);
    return new StateCount(
        counts[MinuteState.UP.ordinal()],
        counts[MinuteState.DEGRADED.ordinal()],
        counts[MinuteState.DOWN.ordinal()],
        counts[MinuteState.UNKNOWN.ordinal()],
        counts[MinuteState.MAINTENANCE.ordinal()],
        counts[MinuteState.ABSENT.ordinal()],
        checked);
  }

  /** Minutes that are known: what uptime is a part of. */
  public int counted() {
    return up + degraded + down;
  }

  /** Minutes that are up, degraded ones among them. */
  public int available() {
    return up + degraded;
  }

  /** Minutes that would be counted if all were known. */
  public int expected() {
    return counted() + unknown;
  }
}

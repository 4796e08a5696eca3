package dev.toolwatch.slo;

import java.util.BitSet;

/**
 * When a minute is up. It is judged by its own operations; with fewer than it takes, by those of the
 * minutes before as well, one after the other until they are enough, but no further back than a
 * silence may last. So a silent minute is what the one before was, until that long after the last
 * operation; then it is unknown. Silent while no Toolwatch was there to count, it is unknown at once.
 *
 * @param downRatio the part of server errors from which on it is down
 * @param degradedRatio likewise degraded; at most {@code downRatio}
 * @param minimumOperations that are enough, at least 1
 * @param minimumFailures server errors with fewer of which it is up in any case, at least 1
 * @param silence minutes
 * @param incidentGap minutes
 */
public record UptimeRule(
    double downRatio,
    double degradedRatio,
    int minimumOperations,
    int minimumFailures,
    int silence,
    int incidentGap) {
  public UptimeRule {
    check("down-ratio", downRatio > 0 && downRatio <= 1, "above 0 and at most 1", downRatio);
    check(
        "degraded-ratio",
        degradedRatio > 0 && degradedRatio <= downRatio,
        "above 0 and at most the down-ratio",
        degradedRatio);
    check("minimum-operations", minimumOperations > 0, "at least 1", minimumOperations);
    check("minimum-failures", minimumFailures > 0, "at least 1", minimumFailures);
    check("silence", silence >= 0 && silence <= 1440, "from 0 to 24h, in minutes", silence);
    check(
        "incident-gap",
        incidentGap >= 0 && incidentGap <= 1440,
        "from 0 to 24h, in minutes",
        incidentGap);
  }

  private static void check(String setting, boolean holds, String allowed, Number value) {
    if (!holds) {
      throw new IllegalArgumentException(
          "toolwatch.slo.uptime.%s must be %s: %s".formatted(setting, allowed, value));
    }
  }

  static UptimeRule of(SloSettings.UptimeSettings settings) {
    return new UptimeRule(
        settings.downRatio(),
        settings.degradedRatio(),
        settings.minimumOperations(),
        settings.minimumFailures(),
        Math.toIntExact(settings.silence().toMinutes()),
        Math.toIntExact(settings.incidentGap().toMinutes()));
  }

  /**
   * Judges a minute.
   *
   * @param operations from at least a silence before the minute
   * @param observed minutes in which a Toolwatch was there
   */
  MinuteState judge(MinuteCounts operations, BitSet observed, int minute) {
    if (operations.events(minute) == 0 && !observed.get(minute)) {
      return MinuteState.UNKNOWN;
    }
    long events = 0;
    long bad = 0;
    int first = Math.max(0, minute - silence);
    for (int i = minute; i >= first && events < minimumOperations; i--) {
      events += operations.events(i);
      bad += operations.bad(i);
    }
    if (events == 0) {
      return MinuteState.UNKNOWN;
    }
    if (bad < minimumFailures) {
      return MinuteState.UP;
    }
    if (bad >= downRatio * events) {
      return MinuteState.DOWN;
    }
    return bad >= degradedRatio * events ? MinuteState.DEGRADED : MinuteState.UP;
  }
}

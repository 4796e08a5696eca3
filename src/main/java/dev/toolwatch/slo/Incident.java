package dev.toolwatch.slo;

import dev.toolwatch.store.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of bad minutes of a service: down or degraded ones, with short pauses.
 *
 * @param range from the first bad minute to the end of the last
 * @param down minutes of it
 * @param degraded minutes of it
 * @param operations of its bad minutes, the bad ones those with a server error
 */
record Incident(Range range, int down, int degraded, EventCount operations) {
  /** Finds them. Minutes of maintenance belong to none. */
  static List<Incident> of(Timeline timeline, UptimeRule rule) {
    List<Incident> incidents = new ArrayList<>();
    int start = -1;
    int last = -1;
    int[] bad = new int[2];
    EventCount operations = EventCount.NONE;
    for (int minute = 0; minute < timeline.minutes(); minute++) {
      MinuteState state = timeline.state(minute);
      if (!state.isBad()) {
        continue;
      }
      if (start >= 0 && minute - last - 1 > rule.incidentGap()) {
        incidents.add(incident(timeline, start, last, bad, operations));
        start = -1;
      }
      if (start < 0) {
        start = minute;
        bad = new int[2];
        operations = EventCount.NONE;
      }
      bad[state == MinuteState.DOWN ? 0 : 1]++;
      operations = operations.plus(timeline.count(minute));
      last = minute;
    }
    if (start >= 0) {
      incidents.add(incident(timeline, start, last, bad, operations));
    }
    return incidents;
  }

  private static Incident incident(
      Timeline timeline, int first, int last, int[] bad, EventCount operations) {
    return new Incident(
        new Range(timeline.time(first), timeline.time(last + 1)), bad[0], bad[1], operations);
  }
}

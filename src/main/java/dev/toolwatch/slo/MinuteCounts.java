package dev.toolwatch.slo;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.store.Range;
import java.time.Instant;

/**
 * Events by the minute. {@link Ledger} fills it and does not change it after handing it out.
 *
 * <p>Takes 16 bytes a minute: 0.7 MB for a month.
 */
final class MinuteCounts {
  private final long from;
  private final long[] events;
  private final long[] bad;

  /** Of a range of whole minutes, all of them without events. */
  MinuteCounts(Range range) {
    from = range.fromMinute();
    int minutes = Math.toIntExact(range.toMinute() - from);
    events = new long[minutes];
    bad = new long[minutes];
  }

  /** The first minute. */
  Instant from() {
    return Minutes.start(from);
  }

  /** How many minutes there are. */
  int minutes() {
    return events.length;
  }

  /**
   * Events of a minute.
   *
   * @param minute counted from the first one, which is 0
   */
  long events(int minute) {
    return events[minute];
  }

  /** Bad events of a minute, likewise. */
  long bad(int minute) {
    return bad[minute];
  }

  /** Sum of the minutes from one, inclusive, to another, exclusive. */
  EventCount sum(int fromMinute, int toMinute) {
    long allEvents = 0;
    long allBad = 0;
    for (int minute = Math.max(0, fromMinute); minute < toMinute; minute++) {
      allEvents += events[minute];
      allBad += bad[minute];
    }
    return new EventCount(allEvents, allBad);
  }

  /** Adds those of the same range. */
  void add(MinuteCounts others) {
    for (int minute = 0; minute < others.events.length; minute++) {
      add(others.from + minute, others.events[minute], others.bad[minute]);
    }
  }

  /** Adds to the minute of a time; what lies outside the range is left out. */
  void add(Instant time, long moreEvents, long moreBad) {
    add(Minutes.of(time), moreEvents, moreBad);
  }

  void add(long minute, long moreEvents, long moreBad) {
    if (minute >= from && minute < from + events.length) {
      events[(int) (minute - from)] += moreEvents;
      bad[(int) (minute - from)] += moreBad;
    }
  }
}

package dev.toolwatch.slo;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.wire.Packer;
import dev.toolwatch.wire.Unpacker;

/** An hour's events by the minute, as a row of {@code indicator_hours} has them. Not thread-safe. */
final class HourCounts {
  private static final int MINUTES = Minutes.HOUR;

  private final long[] events = new long[MINUTES];
  private final long[] bad = new long[MINUTES];

  static HourCounts of(byte[] data) {
    HourCounts hour = new HourCounts();
    Unpacker unpacker = new Unpacker(data);
    int minute = 0;
    for (long left = unpacker.number(); left > 0; left--) {
      minute += Math.toIntExact(unpacker.number());
      EventCount count = new EventCount(unpacker.number(), unpacker.number());
      hour.set(minute, count.events(), count.bad());
      minute++;
    }
    return hour;
  }

  /** The same for what is stored: if it is malformed, nothing is known of the hour. */
  static HourCounts ofStored(Transaction transaction, byte[] data, Object indicator, long hour) {
    try {
      return of(data);
    } catch (RuntimeException e) {
      transaction.skip("indicator_hours", "indicator %s, hour %d".formatted(indicator, hour), e);
      return new HourCounts();
    }
  }

  void set(int minute, long newEvents, long newBad) {
    events[minute] = newEvents;
    bad[minute] = newBad;
  }

  EventCount sum() {
    return sum(0, MINUTES);
  }

  /** Sum of the minutes from one, inclusive, to another, exclusive. */
  EventCount sum(int from, int to) {
    long allEvents = 0;
    long allBad = 0;
    for (int minute = from; minute < to; minute++) {
      allEvents += events[minute];
      allBad += bad[minute];
    }
    return new EventCount(allEvents, allBad);
  }

  void addTo(MinuteCounts counts, long hour) {
    for (int minute = 0; minute < MINUTES; minute++) {
      if (events[minute] > 0) {
        counts.add(hour + minute, events[minute], bad[minute]);
      }
    }
  }

  /** The number of minutes with events; for each, the empty minutes before it and its counts. */
  byte[] toBytes() {
    int filled = 0;
    for (long one : events) {
      filled += one > 0 ? 1 : 0;
    }
    Packer packer = new Packer().number(filled);
    int empty = 0;
    for (int minute = 0; minute < MINUTES; minute++) {
      if (events[minute] == 0) {
        empty++;
      } else {
        packer.number(empty).number(events[minute]).number(bad[minute]);
        empty = 0;
      }
    }
    return packer.toBytes();
  }
}

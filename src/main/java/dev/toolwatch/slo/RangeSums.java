package dev.toolwatch.slo;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sums of events in several ranges at once. The hours between the ranges' ends are summed up by the database, each of
 * them once, however many ranges it lies in. Minutes are read of those hours only in which a range begins or ends. Not
 * thread-safe.
 */
final class RangeSums {
  private final List<Range> ranges;

  /** The ends of all whole hours of the ranges, in order. */
  private final List<Long> bounds;

  /** The hours of which a range has some minutes only. */
  private final List<Long> parts;

  private final Map<Long, EventCount[]> sums = new HashMap<>();

  RangeSums(List<Range> ranges) {
    this.ranges = ranges;
    TreeSet<Long> ends = new TreeSet<>();
    TreeSet<Long> hours = new TreeSet<>();
    for (Range range : ranges) {
      if (firstHour(range) < lastEnd(range)) {
        ends.add(firstHour(range));
        ends.add(lastEnd(range));
      }
      if (range.fromMinute() < range.toMinute()) {
        addPart(hours, range.fromMinute());
        addPart(hours, range.toMinute());
      }
    }
    bounds = List.copyOf(ends);
    parts = List.copyOf(hours);
  }

  private static void addPart(Set<Long> hours, long end) {
    if (Minutes.hour(end) != end) {
      hours.add(Minutes.hour(end));
    }
  }

  /** The start of the first hour that lies in a range as a whole. */
  private static long firstHour(Range range) {
    return Minutes.hour(range.fromMinute() + Minutes.HOUR - 1);
  }

  /** The end of the last such hour. If it is not after the start of the first, there is none. */
  private static long lastEnd(Range range) {
    return Minutes.hour(range.toMinute());
  }

  /**
   * Reads them.
   *
   * @param indicators the numbers of the indicators
   * @return a sum for each range, by number
   */
  Map<Long, List<EventCount>> read(Transaction transaction, List<Long> indicators)
      throws SQLException {
    for (int i = 1; i < bounds.size(); i++) {
      addHours(transaction, indicators, bounds.get(i - 1), bounds.get(i));
    }
    if (!parts.isEmpty()) {
      addMinutes(transaction, indicators);
    }
    Map<Long, List<EventCount>> result = new HashMap<>();
    for (long indicator : indicators) {
      EventCount[] found = sums.get(indicator);
      List<EventCount> ofRanges = new ArrayList<>(ranges.size());
      for (int i = 0; i < ranges.size(); i++) {
        ofRanges.add(found == null || found[i] == null ? EventCount.NONE : found[i]);
      }
      result.put(indicator, ofRanges);
    }
    return result;
  }

  /** Adds whole hours, which lie all or none in each range. */
  private void addHours(Transaction transaction, List<Long> indicators, long from, long to)
      throws SQLException {
    List<Integer> within = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      if (from >= ranges.get(i).fromMinute() && to <= ranges.get(i).toMinute()) {
        within.add(i);
      }
    }
    if (within.isEmpty()) {
      return;
    }
    transaction.readIn(
        "SELECT i.id, SUM(h.events), SUM(h.bad) FROM indicators i"
            + IndicatorHours.lookUp(transaction, "h.hour >= ? AND h.hour < ?")
            + " AND i.id IN ",
        select -> {
          select.setLong(1, from);
          select.setLong(2, to);
          return 3;
        },
        indicators,
        " GROUP BY i.id",
        row -> {
          long indicator = row.getLong(1);
          long events = row.getLong(2);
          long bad = row.getLong(3);
          try {
            EventCount count = new EventCount(events, bad);
            within.forEach(range -> add(indicator, range, count));
          } catch (RuntimeException e) {
            transaction.skip("indicator_hours", "indicator " + indicator, e);
          }
        });
  }

  private void addMinutes(Transaction transaction, List<Long> indicators) throws SQLException {
    transaction.readIn(
        "SELECT i.id, h.hour, h.data FROM indicators i"
            + IndicatorHours.lookUp(transaction, "h.hour IN " + Transaction.list(parts.size()))
            + " AND i.id IN ",
        select -> {
          for (int i = 0; i < parts.size(); i++) {
            select.setLong(1 + i, parts.get(i));
          }
          return 1 + parts.size();
        },
        indicators,
        "",
        row -> {
          long indicator = row.getLong(1);
          long hour = row.getLong(2);
          HourCounts counts = HourCounts.ofStored(transaction, row.getBytes(3), indicator, hour);
          for (int i = 0; i < ranges.size(); i++) {
            long from = Math.max(ranges.get(i).fromMinute(), hour);
            long to = Math.min(ranges.get(i).toMinute(), hour + Minutes.HOUR);
            // Whole hours are summed up already.
            if (from < to && to - from < Minutes.HOUR) {
              add(indicator, i, counts.sum((int) (from - hour), (int) (to - hour)));
            }
          }
        });
  }

  private void add(long indicator, int range, EventCount more) {
    EventCount[] found = sums.computeIfAbsent(indicator, id -> new EventCount[ranges.size()]);
    found[range] = found[range] == null ? more : found[range].plus(more);
  }
}

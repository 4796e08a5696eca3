package dev.toolwatch.slo;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.Transaction;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Enters events of the past, in order of time, where none are known yet. Totals, which metrics show, do
 * not count them: they were never scraped. Not thread-safe.
 */
public final class PastLedger {
  private static final int HOURS_AT_ONCE = 48;

  private final Transaction transaction;
  private final LedgerWriter writer;
  private final List<Indicator> indicators;

  /** Hours that are not written yet. */
  private final Map<EventCounts.Key, SortedMap<Long, HourCounts>> open = new TreeMap<>();

  private final Map<EventCounts.Key, Long> ids = new TreeMap<>();

  PastLedger(Transaction transaction, List<Indicator> indicators) throws SQLException {
    this.transaction = transaction;
    this.indicators = indicators;
    writer = new LedgerWriter(transaction, indicators);
    transaction.lock(Ledger.LOCK);
    for (Indicator indicator : indicators) {
      boolean unused = writer.isNew(indicator);
    }
  }

  /**
   * Enters what services did, spread over the minutes of a range.
   *
   * @param range whole minutes, after those before
   * @param random decides which minutes have the bad events
   */
  public void add(Range range, Map<Series, Rollup> operations, RandomGenerator random)
      throws SQLException {
    EventCounts counts = new EventCounts(indicators);
    operations.forEach((series, rollup) -> counts.read(range.fromMinute(), series, rollup));
    for (Map.Entry<EventCounts.Key, Map<Long, EventCount>> one : counts.byKey().entrySet()) {
      for (EventCount count : one.getValue().values()) {
        spread(one.getKey(), range, count, random);
      }
    }
    write(range.toMinute(), HOURS_AT_ONCE);
  }

  private void spread(EventCounts.Key what, Range range, EventCount count, RandomGenerator random) {
    int minutes = Math.toIntExact(range.toMinute() - range.fromMinute());
    long[] events = new long[minutes];
    double shift = random.nextDouble();
    long before = 0;
    for (int i = 0; i < minutes; i++) {
      long until = (long) ((i + 1d) / minutes * count.events() + (i + 1 < minutes ? shift : 0));
      until = Math.min(until, count.events());
      events[i] = until - before;
      before = until;
    }
    long[] bad = new long[minutes];
    for (long left = count.bad(); left > 0; ) {
      int minute = random.nextInt(minutes);
      if (bad[minute] < events[minute]) {
        bad[minute]++;
        left--;
      }
    }
    SortedMap<Long, HourCounts> hours = open.computeIfAbsent(what, key -> new TreeMap<>());
    for (int i = 0; i < minutes; i++) {
      long minute = range.fromMinute() + i;
      long hour = Minutes.hour(minute);
      hours
          .computeIfAbsent(hour, first -> new HourCounts())
          .set((int) (minute - hour), events[i], bad[i]);
    }
  }

  /** Writes the hours that end until then, if they are not too few. */
  private void write(long toMinute, int least) throws SQLException {
    for (Map.Entry<EventCounts.Key, SortedMap<Long, HourCounts>> one : open.entrySet()) {
      SortedMap<Long, HourCounts> over = one.getValue().headMap(toMinute - Minutes.HOUR + 1);
      if (over.size() >= least) {
        writer.insert(id(one.getKey(), over.firstKey()), over);
        over.clear();
      }
    }
  }

  private long id(EventCounts.Key what, long firstMinute) throws SQLException {
    Long known = ids.get(what);
    if (known == null) {
      known = writer.id(what, firstMinute);
      ids.put(what, known);
    }
    return known;
  }

  /** Enters also what is alone in its hour, and that all of it was observed. */
  public void end(Range observed) throws SQLException {
    write(Long.MAX_VALUE, 1);
    ObservedTimes.add(transaction, observed.from(), observed.to().minusMillis(1));
  }

  /** Enters alerts. */
  public void alerts(List<Alert> alerts) throws SQLException {
    AlertLog.insert(transaction, alerts);
  }

  /** Enters a window. */
  public void maintenance(Maintenance window) throws SQLException {
    MaintenanceBook.insert(transaction, window);
  }
}

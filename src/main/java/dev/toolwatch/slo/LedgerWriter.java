package dev.toolwatch.slo;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.store.Transaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settles minutes whose operations have changed: counts their events anew from all their roll-ups. The
 * result is the same if it is done again, and by any replica.
 */
final class LedgerWriter {
  /** Minutes of one transaction, so that no flush waits long. */
  private static final int MOST_AT_ONCE = 240;

  private final Transaction transaction;
  private final List<Indicator> indicators;

  LedgerWriter(Transaction transaction, List<Indicator> indicators) {
    this.transaction = transaction;
    this.indicators = indicators;
  }

  /** Marks all minutes that are kept, if an indicator is new. */
  void introduce() throws SQLException {
    transaction.lock(Ledger.LOCK);
    for (Indicator indicator : indicators) {
      if (isNew(indicator)) {
        transaction.markAllMinutes();
      }
    }
  }

  /** Whether an indicator was not counted yet; from now on it is. */
  boolean isNew(Indicator indicator) throws SQLException {
    return transaction.addFact("indicator " + indicator.name(), "counted");
  }

  /**
   * Settles some minutes.
   *
   * @return whether there may be more
   */
  boolean settle() throws SQLException {
    // Hours are read, changed and written: replicas take turns.
    transaction.lock(Ledger.LOCK);
    List<Long> changed = transaction.takeChangedMinutes(MOST_AT_ONCE);
    EventCounts counts = new EventCounts(indicators);
    transaction.readOperations(changed, counts::isCounted, counts);
    for (Map.Entry<EventCounts.Key, Map<Long, EventCount>> one : counts.byKey().entrySet()) {
      write(one.getKey(), one.getValue());
    }
    return changed.size() == MOST_AT_ONCE;
  }

  private void write(EventCounts.Key what, Map<Long, EventCount> minutes) throws SQLException {
    long id = id(what, minutes.keySet().iterator().next());
    Map<Long, HourCounts> hours = new TreeMap<>();
    EventCount before = EventCount.NONE;
    for (long minute : minutes.keySet()) {
      long hour = Minutes.hour(minute);
      if (!hours.containsKey(hour)) {
        HourCounts counts = hour(id, hour);
        hours.put(hour, counts);
        before = before.plus(counts.sum());
      }
      EventCount count = minutes.get(minute);
      hours.get(hour).set((int) (minute - hour), count.events(), count.bad());
    }
    EventCount after = EventCount.NONE;
    for (HourCounts hour : hours.values()) {
      after = after.plus(hour.sum());
    }
    insert(id, hours);
    try (PreparedStatement update =
        transaction.prepare(
            "UPDATE indicators SET events = events + ?, bad = bad + ?,"
                + " first_minute = CASE WHEN first_minute <= ? THEN first_minute ELSE ? END"
                + " WHERE id = ?")) {
      long first = minutes.keySet().iterator().next();
      update.setLong(1, after.events() - before.events());
      update.setLong(2, after.bad() - before.bad());
      update.setLong(3, first);
      update.setLong(4, first);
      update.setLong(5, id);
      update.executeUpdate();
    }
  }

  /** Writes hours, over those that are there. */
  void insert(long indicator, Map<Long, HourCounts> hours) throws SQLException {
    try (PreparedStatement upsert =
        transaction.prepare(
            "INSERT INTO indicator_hours (indicator, hour, events, bad, data)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (indicator, hour) DO UPDATE SET"
                + " events = excluded.events, bad = excluded.bad, data = excluded.data")) {
      for (Map.Entry<Long, HourCounts> hour : hours.entrySet()) {
        EventCount sum = hour.getValue().sum();
        upsert.setLong(1, indicator);
        upsert.setLong(2, hour.getKey());
        upsert.setLong(3, sum.events());
        upsert.setLong(4, sum.bad());
        upsert.setBytes(5, hour.getValue().toBytes());
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  long id(EventCounts.Key what, long firstMinute) throws SQLException {
    try (PreparedStatement insert =
        transaction.prepare(
            "INSERT INTO indicators (service, name, first_minute, events, bad)"
                + " VALUES (?, ?, ?, 0, 0) ON CONFLICT (service, name) DO NOTHING")) {
      insert.setString(1, what.service().name());
      insert.setString(2, what.indicator());
      insert.setLong(3, firstMinute);
      insert.executeUpdate();
    }
    try (PreparedStatement select =
        transaction.prepare("SELECT id FROM indicators WHERE service = ? AND name = ?")) {
      select.setString(1, what.service().name());
      select.setString(2, what.indicator());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private HourCounts hour(long indicator, long hour) throws SQLException {
    try (PreparedStatement select =
        transaction.prepare("SELECT data FROM indicator_hours WHERE indicator = ? AND hour = ?")) {
      select.setLong(1, indicator);
      select.setLong(2, hour);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? HourCounts.ofStored(transaction, row.getBytes(1), indicator, hour)
            : new HourCounts();
      }
    }
  }
}

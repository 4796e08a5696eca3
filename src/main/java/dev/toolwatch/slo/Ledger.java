package dev.toolwatch.slo;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.tenant.TenantScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Events of indicators by the minute, kept for as long as days are. The same from every replica.
 *
 * <p>Thread-safe; methods block, and throw a {@link dev.toolwatch.store.StoreException} if the store is
 * away. Bounds: a row of some 200 bytes for every hour of a service's indicator that had events.
 */
@TenantScoped
public final class Ledger {
  /** Whoever changes the ledger has this lock, and whoever enters maintenance. */
  static final String LOCK = "ledger";

  private final Transactions transactions;
  private final Set<List<String>> introduced = ConcurrentHashMap.newKeySet();

  public Ledger(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Brings the counts up to date with what has been flushed.
   *
   * @param indicators all that are counted; of one that is new, all minutes that are still kept are
   *     counted
   * @param most transactions at most, each of some hours
   * @return whether nothing is left to be counted
   */
  public boolean settle(List<Indicator> indicators, int most) {
    List<String> names = indicators.stream().map(Indicator::name).toList();
    if (!introduced.contains(names)) {
      transactions.write(
          transaction -> {
            writer(transaction, indicators).introduce();
            return null;
          });
      introduced.clear();
      introduced.add(names);
    }
    for (int i = 0; i < most; i++) {
      if (!transactions.write(transaction -> writer(transaction, indicators).settle())) {
        return true;
      }
    }
    return false;
  }

  private LedgerWriter writer(Transaction transaction, List<Indicator> indicators) {
    return new LedgerWriter(transaction, indicators);
  }

  /** All services with events of an indicator, ever. */
  public Map<ServiceId, IndicatorTotal> totals(String indicator) {
    return transactions.read(
        transaction -> {
          Map<ServiceId, IndicatorTotal> totals = new TreeMap<>();
          try (PreparedStatement select =
              transaction.prepare(
                  "SELECT service, first_minute, events, bad FROM indicators WHERE name = ?")) {
            select.setString(1, indicator);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                ServiceId service = ServiceId.of(rows.getString(1));
                long firstMinute = rows.getLong(2);
                long events = rows.getLong(3);
                long bad = rows.getLong(4);
                try {
                  totals.put(service, new IndicatorTotal(Minutes.start(firstMinute), events, bad));
                } catch (RuntimeException e) {
                  transaction.skip("indicators", indicator + " of " + service.name(), e);
                }
              }
            }
          }
          return totals;
        });
  }

  /**
   * Events by the minute.
   *
   * @param service the service, or null for all
   * @return by service; those without events in the range are not there
   */
  public Map<ServiceId, MinuteCounts> minutes(String indicator, ServiceId service, Range range) {
    return transactions.read(
        transaction -> {
          Map<ServiceId, MinuteCounts> minutes = new TreeMap<>();
          IndicatorHours.read(
              transaction,
              indicator,
              service,
              Minutes.hour(range.fromMinute()),
              range.toMinute(),
              (name, hour, counts) ->
                  counts.addTo(
                      minutes.computeIfAbsent(name, key -> new MinuteCounts(range)), hour));
          return minutes;
        });
  }

  /**
   * The numbers under which the services' events are found, by the indicator's name.
   *
   * @param service the service, or null for all
   */
  public Map<String, Map<ServiceId, Long>> numbers(ServiceId service) {
    return transactions.read(
        transaction -> {
          Map<String, Map<ServiceId, Long>> numbers = new HashMap<>();
          try (PreparedStatement select =
              transaction.prepare(
                  "SELECT id, service, name FROM indicators"
                      + (service == null ? "" : " WHERE service = ?"))) {
            if (service != null) {
              select.setString(1, service.name());
            }
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                numbers
                    .computeIfAbsent(rows.getString(3), name -> new TreeMap<>())
                    .put(ServiceId.of(rows.getString(2)), rows.getLong(1));
              }
            }
          }
          return numbers;
        });
  }

  /**
   * Sums of all events in ranges, which may be years and may overlap.
   *
   * @param numbers whose events, from {@link #numbers}
   * @return a sum for each range, by number
   */
  public Map<Long, List<EventCount>> sums(Collection<Long> numbers, List<Range> ranges) {
    return transactions.read(
        transaction -> new RangeSums(ranges).read(transaction, List.copyOf(numbers)));
  }

  /** Drops hours that have been kept long enough. Totals stay. */
  void expire(Retention retention, Instant now) {
    long limit = retention.firstOfDays(now);
    transactions.write(transaction -> transaction.deleteBelow("indicator_hours", "hour", limit));
  }
}

package dev.toolwatch.probe;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.tenant.TenantScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What probes found over time. Thread-safe; methods block, and throw a {@link
 * dev.toolwatch.store.StoreException} if the store cannot be read.
 */
@TenantScoped
public final class ProbeHistory {
  private static final String COUNTS = "checks, failed, down, nanos, most_nanos";

  private final Transactions transactions;
  private final Supplier<List<ProbeView>> probes;

  /**
   * Tools of a server that changed.
   *
   * @param at when that was found
   * @param changes what has changed
   */
  public record Change(Instant at, ToolChanges changes) {}

  @Inject
  ProbeHistory(Transactions transactions, Probes probes) {
    this(transactions, probes::list);
  }

  /**
   * @param probes all that there are
   */
  public ProbeHistory(Transactions transactions, Supplier<List<ProbeView>> probes) {
    this.transactions = transactions;
    this.probes = probes;
  }

  /**
   * Checks of a probe by minutes or by hours, without those that have none.
   *
   * @param hours whether by hours of Unix time
   * @return by their first minute
   */
  public SortedMap<Instant, ProbeCounts> counts(String probe, Range range, boolean hours) {
    return transactions.query(
        transaction -> {
          SortedMap<Instant, ProbeCounts> counts = new TreeMap<>();
          try (PreparedStatement select =
              transaction.prepareLarge(
                  "SELECT minute, "
                      + COUNTS
                      + " FROM "
                      + (hours ? "probe_hours" : "probe_minutes")
                      + " WHERE probe = ? AND minute >= ? AND minute < ?")) {
            select.setString(1, probe);
            select.setLong(2, hours ? Minutes.hour(range.fromMinute()) : range.fromMinute());
            select.setLong(3, range.toMinute());
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                transaction.row();
                counts.put(Minutes.start(row.getLong(1)), counts(row, 2));
              }
            }
          }
          return counts;
        });
  }

  /** Checks of all probes over a range of whole hours. */
  public Map<String, ProbeCounts> sums(Range range) {
    return transactions.query(
        transaction -> {
          Map<String, ProbeCounts> sums = new HashMap<>();
          try (PreparedStatement select =
              transaction.prepare(
                  "SELECT probe, SUM(checks), SUM(failed), SUM(down), SUM(nanos), MAX(most_nanos)"
                      + " FROM probe_hours WHERE minute >= ? AND minute < ? GROUP BY probe")) {
            select.setLong(1, Minutes.hour(range.fromMinute()));
            select.setLong(2, range.toMinute());
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                transaction.row();
                sums.put(row.getString(1), counts(row, 2));
              }
            }
          }
          return sums;
        });
  }

  private static ProbeCounts counts(ResultSet row, int first) throws SQLException {
    return new ProbeCounts(
        row.getLong(first),
        row.getLong(first + 1),
        row.getLong(first + 2),
        row.getLong(first + 3),
        row.getLong(first + 4));
  }

  /**
   * Changes of a server's tools, the latest first.
   *
   * @param most the maximum number
   */
  public List<Change> changes(String probe, Range range, int most) {
    return transactions.query(
        transaction -> {
          List<Change> changes = new ArrayList<>();
          try (PreparedStatement select =
              transaction.prepare(
                  "SELECT millis, changes FROM probe_changes"
                      + " WHERE probe = ? AND millis >= ? AND millis < ?"
                      + " ORDER BY millis DESC LIMIT ?")) {
            select.setString(1, probe);
            select.setLong(2, range.from().toEpochMilli());
            select.setLong(3, range.to().toEpochMilli());
            select.setInt(4, most);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                transaction.row();
                add(transaction, probe, row, changes);
              }
            }
          }
          return changes;
        });
  }

  private static void add(
      Transaction transaction, String probe, ResultSet row, List<Change> changes)
      throws SQLException {
    long millis = row.getLong(1);
    try {
      changes.add(
          new Change(Instant.ofEpochMilli(millis), ToolChangesText.parse(row.getString(2))));
    } catch (IllegalArgumentException e) {
      transaction.skip("probe_changes", probe + " at " + millis, e);
    }
  }

  /**
   * In which minutes probes found services up or down. The state of now lasts as long as the next
   * check may take to come.
   *
   * @return by service; those without checks in the range are not there
   */
  public Map<ServiceId, CheckedMinutes> minutes(Range range, Predicate<ServiceId> wanted) {
    List<ProbeView> telling = telling(wanted);
    if (telling.isEmpty()) {
      return Map.of();
    }
    return transactions.read(
        transaction -> {
          Map<ServiceId, CheckedMinutes> minutes = new TreeMap<>();
          try (PreparedStatement select =
              transaction.prepare(
                  "SELECT minute, up_minutes, down_minutes FROM probe_hours"
                      + " WHERE probe = ? AND minute >= ? AND minute < ?")) {
            for (ProbeView probe : telling) {
              CheckedMinutes found = new CheckedMinutes(range);
              select.setString(1, probe.name());
              select.setLong(2, Minutes.hour(range.fromMinute()));
              select.setLong(3, range.toMinute());
              boolean any = found.last(probe.status(), probe.interval());
              try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                  found.add(row.getLong(1), row.getLong(2), row.getLong(3));
                  any = true;
                }
              }
              if (any) {
                minutes
                    .computeIfAbsent(
                        ServiceId.of(probe.service()), key -> new CheckedMinutes(range))
                    .add(found);
              }
            }
          }
          return minutes;
        });
  }

  /** The first hour in which each service was checked. */
  public Map<ServiceId, Instant> first(Predicate<ServiceId> wanted) {
    List<ProbeView> telling = telling(wanted);
    if (telling.isEmpty()) {
      return Map.of();
    }
    return transactions.read(
        transaction -> {
          Map<ServiceId, Instant> first = new TreeMap<>();
          try (PreparedStatement select =
              transaction.prepare("SELECT MIN(minute) FROM probe_hours WHERE probe = ?")) {
            for (ProbeView probe : telling) {
              select.setString(1, probe.name());
              try (ResultSet row = select.executeQuery()) {
                row.next();
                long minute = row.getLong(1);
                if (!row.wasNull()) {
                  first.merge(
                      ServiceId.of(probe.service()),
                      Minutes.start(minute),
                      (one, other) -> one.isBefore(other) ? one : other);
                }
              }
            }
          }
          return first;
        });
  }

  /** The probes that tell the states of services. */
  private List<ProbeView> telling(Predicate<ServiceId> wanted) {
    return probes.get().stream()
        .filter(probe -> probe.service() != null && wanted.test(ServiceId.of(probe.service())))
        .toList();
  }
}

package dev.toolwatch.probe;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.StoredText;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.store.Transactions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes and reads the tables of probes. Thread-safe; methods block, and throw a {@link
 * dev.toolwatch.store.StoreException} if the store is away.
 */
final class ProbeTable {
  private static final String TASK = "probes";
  private static final String TABLE = "probes";
  private static final int MOST_TEXT = 2 << 20;

  /** Of each probe. */
  private static final int MOST_CHANGES = 1_000;

  private final Transactions transactions;

  /**
   * A row of a probe.
   *
   * @param holder the incarnation of the process that runs it; 0 for none
   * @param turn how often it was taken
   */
  record Entry(long holder, long turn) {}

  /**
   * Who runs which probe.
   *
   * @param self the number under which this process holds probes
   */
  record Look(long self, Map<String, Entry> entries) {}

  /**
   * What is added at a time.
   *
   * @param statuses of the probes that this process runs
   */
  record Addition(
      Map<String, ProbeStatus> statuses,
      Map<ProbeMinute, MinuteFindings> minutes,
      List<ToolsChanged> changes) {
    boolean isEmpty() {
      return statuses.isEmpty() && minutes.isEmpty() && changes.isEmpty();
    }

    /** Its findings in two parts; in one if there is only one. */
    List<Addition> halves() {
      List<Addition> findings = findings();
      int half = findings.size() / 2;
      return half == 0
          ? findings
          : List.of(sum(findings.subList(0, half)), sum(findings.subList(half, findings.size())));
    }

    private List<Addition> findings() {
      List<Addition> findings = new ArrayList<>();
      statuses.forEach(
          (probe, status) ->
              findings.add(new Addition(Map.of(probe, status), Map.of(), List.of())));
      minutes.forEach(
          (minute, found) ->
              findings.add(new Addition(Map.of(), Map.of(minute, found), List.of())));
      changes.forEach(change -> findings.add(new Addition(Map.of(), Map.of(), List.of(change))));
      return findings;
    }

    private static Addition sum(List<Addition> parts) {
      Addition sum = new Addition(new HashMap<>(), new HashMap<>(), new ArrayList<>());
      for (Addition part : parts) {
        sum.statuses.putAll(part.statuses);
        sum.minutes.putAll(part.minutes);
        sum.changes.addAll(part.changes);
      }
      return sum;
    }
  }

  /** A minute of a probe. */
  record ProbeMinute(String probe, long minute) {}

  /**
   * A change of a server's tools.
   *
   * @param changes as JSON
   */
  record ToolsChanged(String probe, Instant at, String changes) {}

  ProbeTable(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Who runs which probe. */
  Look look() {
    return transactions.read(
        transaction -> {
          Map<String, Entry> entries = new HashMap<>();
          try (PreparedStatement select =
                  transaction.prepare("SELECT name, holder, turn FROM probes");
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              entries.put(row.getString(1), new Entry(row.getLong(2), row.getLong(3)));
            }
          }
          return new Look(transaction.incarnation(), entries);
        });
  }

  /** What is known of each probe. Rows that make no sense are skipped. */
  Map<String, ProbeStatus> statuses() {
    return transactions.read(
        transaction -> {
          Map<String, ProbeStatus> statuses = new HashMap<>();
          try (PreparedStatement select = transaction.prepare("SELECT name, status FROM probes");
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              String name = row.getString(1);
              try {
                statuses.put(name, StatusText.parse(row.getString(2)));
              } catch (IllegalArgumentException e) {
                transaction.skip(TABLE, name, e);
              }
            }
          }
          return statuses;
        });
  }

  /**
   * Takes the next turn of a probe.
   *
   * @param seen the turn that was seen last; negative if there was no row
   * @return false if another process was faster
   */
  boolean take(String probe, long seen, ProbeStatus status) {
    return transactions.write(
        transaction -> {
          if (seen < 0) {
            try (PreparedStatement insert =
                transaction.prepare(
                    "INSERT INTO probes (name, holder, turn, status) VALUES (?, ?, 1, ?)"
                        + " ON CONFLICT (name) DO NOTHING")) {
              insert.setString(1, probe);
              insert.setLong(2, transaction.incarnation());
              insert.setString(3, text(status));
              return insert.executeUpdate() > 0;
            }
          }
          try (PreparedStatement update =
              transaction.prepare(
                  "UPDATE probes SET holder = ?, turn = turn + 1 WHERE name = ? AND turn = ?")) {
            update.setLong(1, transaction.incarnation());
            update.setString(2, probe);
            update.setLong(3, seen);
            return update.executeUpdate() > 0;
          }
        });
  }

  /** Leaves all probes that this process holds to others. */
  void release() {
    transactions.write(
        transaction -> {
          try (PreparedStatement update =
              transaction.prepare("UPDATE probes SET holder = 0 WHERE holder = ?")) {
            update.setLong(1, transaction.incarnation());
            return update.executeUpdate();
          }
        });
  }

  private static String text(ProbeStatus status) {
    return StoredText.of(StatusText.of(status), MOST_TEXT);
  }

  /**
   * Adds what came of checks, once: after a failure nobody knows whether it was added, and it can be
   * added again under the same number.
   *
   * @param sequence higher than that of the additions before
   */
  void add(Addition addition, long sequence) {
    transactions.write(
        transaction -> {
          if (!transaction.advance(TASK, sequence)) {
            return null;
          }
          addStatuses(transaction, addition.statuses());
          for (Map.Entry<ProbeMinute, MinuteFindings> one : addition.minutes().entrySet()) {
            if (one.getValue().counts().checks() > 0) {
              addMinute(transaction, one.getKey(), one.getValue().counts());
            }
            addHour(transaction, one.getKey(), one.getValue());
          }
          addChanges(transaction, addition.changes());
          return null;
        });
  }

  private static void addStatuses(Transaction transaction, Map<String, ProbeStatus> statuses)
      throws SQLException {
    try (PreparedStatement upsert =
        transaction.prepare(
            "INSERT INTO probes (name, holder, turn, status) VALUES (?, ?, 1, ?)"
                + " ON CONFLICT (name) DO UPDATE SET status = excluded.status")) {
      for (Map.Entry<String, ProbeStatus> one : statuses.entrySet()) {
        upsert.setString(1, one.getKey());
        upsert.setLong(2, transaction.incarnation());
        upsert.setString(3, text(one.getValue()));
        upsert.executeUpdate();
      }
    }
  }

  private static final String SUMS =
      "checks = %1$s.checks + excluded.checks, failed = %1$s.failed + excluded.failed,"
          + " down = %1$s.down + excluded.down, nanos = %1$s.nanos + excluded.nanos,"
          + " most_nanos = CASE WHEN excluded.most_nanos > %1$s.most_nanos"
          + " THEN excluded.most_nanos ELSE %1$s.most_nanos END";

  private static void addMinute(Transaction transaction, ProbeMinute at, ProbeCounts counts)
      throws SQLException {
    try (PreparedStatement upsert =
        transaction.prepare(
            "INSERT INTO probe_minutes (probe, minute, checks, failed, down, nanos, most_nanos)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (probe, minute) DO UPDATE SET "
                + SUMS.formatted("probe_minutes"))) {
      set(upsert, at.probe(), at.minute(), counts);
      upsert.executeUpdate();
    }
  }

  private static void addHour(Transaction transaction, ProbeMinute at, MinuteFindings found)
      throws SQLException {
    long hour = Minutes.hour(at.minute());
    long bit = 1L << at.minute() - hour;
    try (PreparedStatement upsert =
        transaction.prepare(
            "INSERT INTO probe_hours (probe, minute, checks, failed, down, nanos, most_nanos,"
                + " up_minutes, down_minutes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (probe, minute) DO UPDATE SET "
                + SUMS.formatted("probe_hours")
                + ", up_minutes = probe_hours.up_minutes | excluded.up_minutes,"
                + " down_minutes = probe_hours.down_minutes | excluded.down_minutes")) {
      set(upsert, at.probe(), hour, found.counts());
      upsert.setLong(8, found.up() ? bit : 0);
      upsert.setLong(9, found.down() && !found.up() ? bit : 0);
      upsert.executeUpdate();
    }
  }

  private static void set(PreparedStatement upsert, String probe, long minute, ProbeCounts counts)
      throws SQLException {
    upsert.setString(1, probe);
    upsert.setLong(2, minute);
    upsert.setLong(3, counts.checks());
    upsert.setLong(4, counts.failed());
    upsert.setLong(5, counts.down());
    upsert.setLong(6, counts.nanos());
    upsert.setLong(7, counts.mostNanos());
  }

  private static void addChanges(Transaction transaction, List<ToolsChanged> changes)
      throws SQLException {
    try (PreparedStatement insert =
            transaction.prepare(
                "INSERT INTO probe_changes (probe, millis, changes) VALUES (?, ?, ?)"
                    + " ON CONFLICT (probe, millis) DO NOTHING");
        PreparedStatement limit =
            transaction.prepare(
                "DELETE FROM probe_changes WHERE probe = ? AND millis <= (SELECT millis FROM"
                    + " probe_changes WHERE probe = ? ORDER BY millis DESC LIMIT 1 OFFSET ?)")) {
      for (ToolsChanged change : changes) {
        insert.setString(1, change.probe());
        insert.setLong(2, change.at().toEpochMilli());
        insert.setString(3, StoredText.of(change.changes(), MOST_TEXT));
        insert.executeUpdate();
        limit.setString(1, change.probe());
        limit.setString(2, change.probe());
        limit.setInt(3, MOST_CHANGES);
        limit.executeUpdate();
      }
    }
  }

  /**
   * Drops what has been kept long enough: minutes, and all else as long as days are kept elsewhere. What
   * is known of a probe goes if it was not checked for so long.
   */
  void expire(Retention retention, Instant now) {
    long firstOfDays = retention.firstOfDays(now);
    transactions.write(
        transaction ->
            transaction.deleteBelow("probe_minutes", "minute", retention.firstOfMinutes(now))
                + transaction.deleteBelow("probe_hours", "minute", firstOfDays)
                + transaction.deleteBelow(
                    "probe_changes", "millis", Minutes.startMillis(firstOfDays))
                + expireStatuses(transaction, Minutes.start(firstOfDays)));
  }

  /** A probe that is run again, or for the first time, has its row again with its next turn. */
  private static int expireStatuses(Transaction transaction, Instant first) throws SQLException {
    Map<String, Long> gone = new HashMap<>();
    try (PreparedStatement select = transaction.prepare("SELECT name, turn, status FROM probes");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        if (!isCheckedSince(first, transaction, row.getString(1), row.getString(3))) {
          gone.put(row.getString(1), row.getLong(2));
        }
      }
    }
    int rows = 0;
    try (PreparedStatement delete =
        transaction.prepare("DELETE FROM probes WHERE name = ? AND turn = ?")) {
      for (Map.Entry<String, Long> probe : gone.entrySet()) {
        delete.setString(1, probe.getKey());
        delete.setLong(2, probe.getValue());
        rows += delete.executeUpdate();
      }
    }
    return rows;
  }

  private static boolean isCheckedSince(
      Instant first, Transaction transaction, String name, String status) {
    try {
      Instant checked = StatusText.parse(status).checkedAt();
      return checked != null && !checked.isBefore(first);
    } catch (IllegalArgumentException e) {
      transaction.skip(TABLE, name, e);
      return true;
    }
  }
}

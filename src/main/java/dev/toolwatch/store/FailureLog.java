package dev.toolwatch.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which tools failed with which types of errors, by the minute: kept for as long as minutes are, and
 * those of incidents for as long as days are. Thread-safe; methods block, and throw a {@link
 * StoreException} where the store is away.
 */
public final class FailureLog {
  private final Tables tables;

  FailureLog(Tables tables) {
    this.tables = tables;
  }

  /** Adds so many operations that failed. */
  public void add(Map<Failure, Long> failures) {
    tables.write(
        connection -> {
          try (PreparedStatement upsert =
              connection.prepareStatement(
                  "INSERT INTO failures"
                      + " (minute, service, tool, error_type, incarnation, operations, kept)"
                      + " VALUES (?, ?, ?, ?, ?, ?, 0)"
                      + " ON CONFLICT (minute, service, tool, error_type, incarnation)"
                      + " DO UPDATE SET operations = failures.operations + excluded.operations")) {
            for (Map.Entry<Failure, Long> failure : failures.entrySet()) {
              upsert.setLong(1, failure.getKey().minute());
              upsert.setString(2, failure.getKey().service());
              upsert.setString(3, failure.getKey().tool());
              upsert.setString(4, failure.getKey().errorType());
              upsert.setLong(5, tables.incarnation());
              upsert.setLong(6, failure.getValue());
              upsert.addBatch();
            }
            return upsert.executeBatch();
          }
        });
  }

  /** Keeps what failed in these ranges for as long as days are. */
  public void keep(String service, List<Range> incidents) {
    tables.write(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE failures SET kept = 1"
                      + " WHERE minute >= ? AND minute < ? AND service = ? AND kept = 0")) {
            for (Range incident : incidents) {
              update.setLong(1, incident.fromMinute());
              update.setLong(2, incident.toMinute());
              update.setString(3, service);
              update.addBatch();
            }
            return update.executeBatch();
          }
        });
  }

  /** What failed in a range, summed over its minutes and all replicas, by error type. */
  public Map<String, Long> errorTypes(String service, Range range) {
    return sums("error_type", service, range);
  }

  /** Likewise by tool. */
  public Map<String, Long> tools(String service, Range range) {
    return sums("tool", service, range);
  }

  private Map<String, Long> sums(String column, String service, Range range) {
    return tables.read(
        connection -> {
          Map<String, Long> sums = new TreeMap<>();
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT "
                      + column
                      + ", SUM(operations) FROM failures"
                      + " WHERE minute >= ? AND minute < ? AND service = ? GROUP BY "
                      + column)) {
            select.setLong(1, range.fromMinute());
            select.setLong(2, range.toMinute());
            select.setString(3, service);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                sums.put(rows.getString(1), rows.getLong(2));
              }
            }
          }
          return sums;
        });
  }
}

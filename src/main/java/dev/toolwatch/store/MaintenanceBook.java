package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Maintenance windows, with who entered them and who took them back. Thread-safe; methods block, and
 * throw a {@link StoreException} where the store is away. Bounds: the windows that hold at a time.
 */
public final class MaintenanceBook {
  /** Windows that have not been taken back and are not over. */
  public static final int MAX_OPEN = 1_000;

  private static final String COLUMNS =
      "SELECT id, service, first_minute, end_minute, reason, created_by, created_millis,"
          + " deleted_by, deleted_millis FROM maintenance_windows";

  private final Tables tables;

  MaintenanceBook(Tables tables) {
    this.tables = tables;
  }

  /**
   * Enters a window, unless it overlaps one that holds for the same service or for all.
   *
   * @return the one it overlaps; empty where it was entered
   * @throws IllegalStateException where there are too many that are not over
   */
  public Optional<Maintenance> add(Maintenance window) {
    return tables.write(
        connection -> {
          try (Statement select = connection.createStatement();
              ResultSet row =
                  select.executeQuery(
                      "SELECT fact FROM facts WHERE name = 'ledger'"
                          + tables.dialect().exclusive)) {
            row.next();
          }
          int open = 0;
          for (Maintenance other : list(connection, true)) {
            boolean same =
                window.service().isEmpty()
                    || other.service().isEmpty()
                    || window.service().equals(other.service());
            if (same && other.from().isBefore(window.to()) && window.from().isBefore(other.to())) {
              return Optional.of(other);
            }
            open += other.to().isAfter(window.createdAt()) ? 1 : 0;
          }
          if (open >= MAX_OPEN) {
            throw new IllegalStateException("there are " + open + " maintenance windows ahead");
          }
          insert(connection, window);
          return Optional.empty();
        });
  }

  private static void insert(Connection connection, Maintenance window) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO maintenance_windows (id, service, first_minute, end_minute, reason,"
                + " created_by, created_millis) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, window.id());
      insert.setString(2, window.service());
      insert.setLong(3, Calendar.minute(window.from()));
      insert.setLong(4, Calendar.minute(window.to()));
      insert.setString(5, window.reason());
      insert.setString(6, window.createdBy());
      insert.setLong(7, window.createdAt().toEpochMilli());
      insert.executeUpdate();
    }
  }

  /**
   * Takes a window back. The row stays, with who did it.
   *
   * @return the window as it is now; empty where none of that id holds
   */
  public Optional<Maintenance> delete(String id, String by, Instant at) {
    return tables.write(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE maintenance_windows SET deleted_by = ?, deleted_millis = ?"
                      + " WHERE id = ? AND deleted_millis IS NULL")) {
            update.setString(1, by);
            update.setLong(2, at.toEpochMilli());
            update.setString(3, id);
            if (update.executeUpdate() == 0) {
              return Optional.empty();
            }
          }
          return list(connection, false).stream()
              .filter(window -> window.id().equals(id))
              .findFirst();
        });
  }

  /**
   * All windows, in the order of their time.
   *
   * @param onlyInForce without those that have been taken back
   */
  public List<Maintenance> list(boolean onlyInForce) {
    return tables.read(connection -> list(connection, onlyInForce));
  }

  private static List<Maintenance> list(Connection connection, boolean onlyInForce)
      throws SQLException {
    List<Maintenance> windows = new ArrayList<>();
    try (Statement select = connection.createStatement();
        ResultSet rows =
            select.executeQuery(
                COLUMNS
                    + (onlyInForce ? " WHERE deleted_millis IS NULL" : "")
                    + " ORDER BY first_minute, id")) {
      while (rows.next()) {
        long deleted = rows.getLong(9);
        boolean holds = rows.wasNull();
        windows.add(
            new Maintenance(
                rows.getString(1),
                rows.getString(2),
                Calendar.instant(rows.getLong(3)),
                Calendar.instant(rows.getLong(4)),
                rows.getString(5),
                rows.getString(6),
                Instant.ofEpochMilli(rows.getLong(7)),
                rows.getString(8),
                holds ? null : Instant.ofEpochMilli(deleted)));
      }
    }
    return windows;
  }
}

package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Asks for rows whose last condition is {@code IN (…)}, some hundred values at a time. The last of
 * fewer values is repeated, so that there are few different statements.
 */
final class InList {
  private static final int[] SIZES = {1, 16, 128, 512};

  private InList() {}

  /**
   * Reads the rows.
   *
   * @param sql up to and with {@code IN }
   * @param rest after the list
   */
  static void query(
      Connection connection,
      String sql,
      Transaction.Parameters parameters,
      List<Long> values,
      String rest,
      Transaction.RowReader reader)
      throws SQLException {
    int from = 0;
    while (from < values.size()) {
      int size = size(values.size() - from);
      try (PreparedStatement select =
          Database.streaming(connection.prepareStatement(sql + list(size) + rest))) {
        while (from < values.size() && size(values.size() - from) == size) {
          int first = parameters.set(select);
          for (int i = 0; i < size; i++) {
            select.setLong(first + i, values.get(Math.min(from + i, values.size() - 1)));
          }
          try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              reader.read(rows);
            }
          }
          from += size;
        }
      }
    }
  }

  static String list(int size) {
    return "(" + "?, ".repeat(size - 1) + "?)";
  }

  private static int size(int left) {
    for (int size : SIZES) {
      if (left <= size) {
        return size;
      }
    }
    return SIZES[SIZES.length - 1];
  }
}

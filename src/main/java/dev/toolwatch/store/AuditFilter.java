package dev.toolwatch.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which entries of the audit trail are asked for.
 *
 * @param from the first moment
 * @param to the moment after the last
 * @param who exactly; null for anybody
 * @param action exactly, or what is before its dot; null for any
 * @param address exactly; null for any
 */
public record AuditFilter(Instant from, Instant to, String who, String action, String address) {
  /** All entries of a time. */
  public static AuditFilter of(Instant from, Instant to) {
    return new AuditFilter(from, to, null, null, null);
  }

  String condition() {
    List<String> conditions = new ArrayList<>(List.of("millis >= ?", "millis < ?"));
    if (who != null) {
      conditions.add("who = ?");
    }
    if (action != null) {
      // Not LIKE, whose wildcards and case the two databases treat differently.
      conditions.add("(action = ? OR substr(action, 1, ?) = ?)");
    }
    if (address != null) {
      conditions.add("address = ?");
    }
    return String.join(" AND ", conditions);
  }

  /** Sets the parameters of {@link #condition}; returns the index of the one after them. */
  int set(PreparedStatement statement, int first) throws SQLException {
    int index = first;
    statement.setLong(index++, from.toEpochMilli());
    statement.setLong(index++, to.toEpochMilli());
    if (who != null) {
      statement.setString(index++, who);
    }
    if (action != null) {
      String group = action + ".";
      statement.setString(index++, action);
      statement.setInt(index++, group.length());
      statement.setString(index++, group);
    }
    if (address != null) {
      statement.setString(index++, address);
    }
    return index;
  }
}

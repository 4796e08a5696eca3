package dev.toolwatch.errors;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.StoredText;
import dev.toolwatch.store.Transaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rows of the table {@code error_groups}, within one transaction. Pure functions. */
final class GroupRows {
  /** Characters of a message that are kept with its group. Its samples have more. */
  static final int MAX_MESSAGE = 1_000;

  /** Characters of a type, of a version, and of the name of a tool or token. */
  static final int MAX_NAME = 256;

  static final String COLUMNS =
      "g.id, g.fingerprint, g.grouped_by, g.service, g.type, g.message, g.callers_mistake,"
          + " g.first_millis, g.last_millis, g.first_version, g.last_version, g.events, g.status,"
          + " g.regressed, g.changed_millis, g.changed_by, g.resolved_version, g.until_millis,"
          + " g.until_events";

  private static final String UPSERT =
      "INSERT INTO error_groups (fingerprint, service, grouped_by, type, message, callers_mistake,"
          + " first_millis, last_millis, first_version, last_version, events, status, regressed,"
          + " changed_millis, changed_by, resolved_version, until_millis, until_events, revision)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', 0, 0, '', '', 0, 0, 0)"
          + " ON CONFLICT (fingerprint) DO UPDATE SET"
          + " first_version = CASE WHEN excluded.first_millis < error_groups.first_millis"
          + " THEN excluded.first_version ELSE error_groups.first_version END,"
          + " first_millis = CASE WHEN excluded.first_millis < error_groups.first_millis"
          + " THEN excluded.first_millis ELSE error_groups.first_millis END,"
          + " last_version = CASE WHEN excluded.last_millis >= error_groups.last_millis"
          + " THEN excluded.last_version ELSE error_groups.last_version END,"
          + " last_millis = CASE WHEN excluded.last_millis >= error_groups.last_millis"
          + " THEN excluded.last_millis ELSE error_groups.last_millis END,"
          + " events = error_groups.events + excluded.events";

  private static final String SET_STATE =
      "UPDATE error_groups SET status = ?, regressed = ?, changed_millis = ?, changed_by = ?,"
          + " resolved_version = ?, until_millis = ?, until_events = ?, revision = ?"
          + " WHERE fingerprint = ?";

  private GroupRows() {}

  /**
   * Adds to groups, or makes them.
   *
   * @param parts each of another group
   */
  static void add(Transaction transaction, Collection<GroupPart> parts) throws SQLException {
    try (PreparedStatement upsert = transaction.prepare(UPSERT)) {
      for (GroupPart part : parts) {
        upsert.setString(1, part.grouping().fingerprint().toString());
        upsert.setString(2, part.service().name());
        upsert.setString(3, part.grouping().groupedBy().label());
        upsert.setString(4, StoredText.of(part.type(), MAX_NAME));
        upsert.setString(5, StoredText.of(part.message(), MAX_MESSAGE));
        upsert.setInt(6, part.callersMistake() ? 1 : 0);
        upsert.setLong(7, part.firstMillis());
        upsert.setLong(8, part.lastMillis());
        upsert.setString(9, StoredText.of(part.firstVersion(), MAX_NAME));
        upsert.setString(10, StoredText.of(part.lastVersion(), MAX_NAME));
        upsert.setLong(11, part.events());
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  /** The parts by the numbers of their groups' rows. */
  static Map<Long, GroupPart> byId(Transaction transaction, Collection<GroupPart> parts)
      throws SQLException {
    Map<String, GroupPart> byFingerprint =
        parts.stream()
            .collect(
                Collectors.toMap(part -> part.grouping().fingerprint().toString(), part -> part));
    Map<Long, GroupPart> byId = new HashMap<>();
    try (PreparedStatement select =
        transaction.prepare(
            "SELECT id, fingerprint FROM error_groups WHERE fingerprint IN (?"
                + ", ?".repeat(byFingerprint.size() - 1)
                + ")")) {
      int parameter = 1;
      for (String fingerprint : byFingerprint.keySet()) {
        select.setString(parameter++, fingerprint);
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          byId.put(row.getLong(1), byFingerprint.get(row.getString(2)));
        }
      }
    }
    return byId;
  }

  /** Opens groups again that were resolved before they came back. */
  static void regress(Transaction transaction, Collection<GroupPart> parts) throws SQLException {
    List<GroupPart> back = parts.stream().filter(part -> part.regressedMillis() > 0).toList();
    if (back.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        transaction.prepare(SET_STATE + " AND status = 'resolved' AND changed_millis < ?")) {
      long revision = nextRevision(transaction);
      for (GroupPart part : back) {
        long millis = part.regressedMillis();
        GroupState state = new GroupState(GroupStatus.OPEN, true, millis, "", "", 0, 0);
        set(update, part.grouping().fingerprint(), state, revision);
        update.setLong(10, millis);
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  /** Sets the state of a group. */
  static void set(Transaction transaction, Fingerprint fingerprint, GroupState state)
      throws SQLException {
    try (PreparedStatement update = transaction.prepare(SET_STATE)) {
      set(update, fingerprint, state, nextRevision(transaction));
      update.executeUpdate();
    }
  }

  private static void set(
      PreparedStatement update, Fingerprint fingerprint, GroupState state, long revision)
      throws SQLException {
    update.setString(1, state.status().label());
    update.setInt(2, state.regressed() ? 1 : 0);
    update.setLong(3, state.changedMillis());
    update.setString(4, StoredText.of(state.changedBy(), MAX_NAME));
    update.setString(5, StoredText.of(state.version(), MAX_NAME));
    update.setLong(6, state.untilMillis());
    update.setLong(7, state.untilEvents());
    update.setLong(8, revision);
    update.setString(9, fingerprint.toString());
  }

  private static long nextRevision(Transaction transaction) throws SQLException {
    try (PreparedStatement update =
        transaction.prepare("UPDATE error_group_revision SET revision = revision + 1")) {
      update.executeUpdate();
    }
    return revision(transaction);
  }

  /** The number of the last change of a state. */
  static long revision(Transaction transaction) throws SQLException {
    try (PreparedStatement select =
            transaction.prepare("SELECT revision FROM error_group_revision WHERE one = 1");
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /**
   * Reads the {@link #COLUMNS}, which are the first of a row; empty if the row is malformed, which is
   * counted.
   */
  static Optional<StoredGroup> read(Transaction transaction, ResultSet row) throws SQLException {
    try {
      return Optional.of(
          new StoredGroup(
              row.getLong(1),
              new Grouping(fingerprint(row.getString(2)), groupedBy(row.getString(3))),
              ServiceId.of(row.getString(4)),
              row.getString(5),
              row.getString(6),
              row.getInt(7) != 0,
              row.getLong(8),
              row.getLong(9),
              row.getString(10),
              row.getString(11),
              row.getLong(12),
              new GroupState(
                  status(row.getString(13)),
                  row.getInt(14) != 0,
                  row.getLong(15),
                  row.getString(16),
                  row.getString(17),
                  row.getLong(18),
                  row.getLong(19)),
              List.of()));
    } catch (IllegalArgumentException e) {
      transaction.skip("error_groups", row.getString(2), e);
      return Optional.empty();
    }
  }

  private static Fingerprint fingerprint(String text) {
    return Fingerprint.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not a fingerprint"));
  }

  private static GroupedBy groupedBy(String label) {
    for (GroupedBy by : GroupedBy.values()) {
      if (by.label().equals(label)) {
        return by;
      }
    }
    throw new IllegalArgumentException("grouped by " + label);
  }

  private static GroupStatus status(String label) {
    for (GroupStatus status : GroupStatus.values()) {
      if (status.label().equals(label)) {
        return status;
      }
    }
    throw new IllegalArgumentException("the status " + label);
  }

  /** A list for {@code IN}: numbers of our own, which need no parameters. */
  static String list(Collection<Long> ids) {
    StringBuilder list = new StringBuilder("(");
    Iterator<Long> next = ids.iterator();
    while (next.hasNext()) {
      list.append(next.next().longValue()).append(next.hasNext() ? ", " : "");
    }
    return list.append(')').toString();
  }
}

package dev.toolwatch.errors;

import dev.toolwatch.store.StoredText;
import dev.toolwatch.store.Transaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of the table {@code error_group_samples}, within one transaction. Pure functions. */
final class SampleRows {
  private SampleRows() {}

  /** Tells a sample from others of its group. */
  private record Key(long millis, long traceIdHigh, long traceIdLow, long spanId, long user) {}

  /**
   * A sample that is stored, or is to be.
   *
   * @param id of its row; 0 if it has none yet
   * @param given null if it is stored
   */
  private record Candidate(long id, Key key, ErrorSample given) {}

  /**
   * Keeps of the samples that are there and those that parts bring the best ones.
   *
   * @param most samples of a group
   */
  static void keep(Transaction transaction, Map<Long, GroupPart> byId, int most)
      throws SQLException {
    Map<Long, List<Candidate>> stored = stored(transaction, byId.keySet());
    List<Long> dropped = new ArrayList<>();
    Map<Long, List<ErrorSample>> added = new HashMap<>();
    for (Map.Entry<Long, GroupPart> group : byId.entrySet()) {
      List<Candidate> all = stored.getOrDefault(group.getKey(), new ArrayList<>());
      Set<Key> keys = new HashSet<>();
      all.forEach(candidate -> keys.add(candidate.key()));
      for (ErrorSample sample : group.getValue().samples()) {
        Key key = key(sample);
        if (keys.add(key)) {
          all.add(new Candidate(0, key, sample));
        }
      }
      Set<Candidate> kept =
          new HashSet<>(Samples.spread(all, candidate -> candidate.key().millis(), most));
      for (Candidate candidate : all) {
        if (candidate.id() != 0 && !kept.contains(candidate)) {
          dropped.add(candidate.id());
        } else if (candidate.id() == 0 && kept.contains(candidate)) {
          added.computeIfAbsent(group.getKey(), id -> new ArrayList<>()).add(candidate.given());
        }
      }
    }
    delete(transaction, dropped);
    insert(transaction, added);
  }

  private static Key key(ErrorSample sample) {
    return new Key(
        sample.millis(), sample.traceIdHigh(), sample.traceIdLow(), sample.spanId(), sample.user());
  }

  private static Map<Long, List<Candidate>> stored(Transaction transaction, Collection<Long> ids)
      throws SQLException {
    Map<Long, List<Candidate>> stored = new HashMap<>();
    try (PreparedStatement select =
            transaction.prepare(
                "SELECT error_group, id, millis, trace_high, trace_low, span, user_pseudonym"
                    + " FROM error_group_samples WHERE error_group IN "
                    + GroupRows.list(ids)
                    + " ORDER BY id");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Key key =
            new Key(row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6), row.getLong(7));
        stored
            .computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
            .add(new Candidate(row.getLong(2), key, null));
      }
    }
    return stored;
  }

  private static void delete(Transaction transaction, List<Long> ids) throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    try (PreparedStatement delete =
        transaction.prepare("DELETE FROM error_group_samples WHERE id IN " + GroupRows.list(ids))) {
      delete.executeUpdate();
    }
  }

  private static void insert(Transaction transaction, Map<Long, List<ErrorSample>> added)
      throws SQLException {
    try (PreparedStatement insert =
        transaction.prepare(
            "INSERT INTO error_group_samples (error_group, millis, trace_high, trace_low, span,"
                + " user_pseudonym, version, tool, exception) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Map.Entry<Long, List<ErrorSample>> group : added.entrySet()) {
        for (ErrorSample sample : group.getValue()) {
          insert.setLong(1, group.getKey());
          insert.setLong(2, sample.millis());
          insert.setLong(3, sample.traceIdHigh());
          insert.setLong(4, sample.traceIdLow());
          insert.setLong(5, sample.spanId());
          insert.setLong(6, sample.user());
          insert.setString(7, StoredText.of(sample.version(), GroupRows.MAX_NAME));
          insert.setString(8, StoredText.of(sample.tool(), GroupRows.MAX_NAME));
          insert.setBytes(9, StoredException.toBytes(sample.exception()));
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  /** Samples by group, in the order of time. Malformed ones are skipped and counted. */
  static Map<Long, List<ErrorSample>> read(Transaction transaction, Collection<Long> ids)
      throws SQLException {
    Map<Long, List<ErrorSample>> samples = new HashMap<>();
    if (ids.isEmpty()) {
      return samples;
    }
    try (PreparedStatement select =
        transaction.prepareLarge(
            "SELECT error_group, millis, trace_high, trace_low, span, user_pseudonym, version,"
                + " tool, exception, id FROM error_group_samples WHERE error_group IN "
                + GroupRows.list(ids)
                + " ORDER BY millis, id")) {
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          transaction.row();
          try {
            ErrorSample sample = sample(row);
            samples.computeIfAbsent(row.getLong(1), id -> new ArrayList<>()).add(sample);
          } catch (IllegalArgumentException e) {
            transaction.skip("error_group_samples", "row " + row.getLong(10), e);
          }
        }
      }
    }
    return samples;
  }

  private static ErrorSample sample(ResultSet row) throws SQLException {
    return new ErrorSample(
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getString(7),
        row.getString(8),
        StoredException.fromBytes(row.getBytes(9)));
  }
}

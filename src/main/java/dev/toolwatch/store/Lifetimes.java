package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * First and last use of series and clients, kept up to date: at most once a minute each, for the rows are every
 * replica's. Not thread-safe: for the thread that writes.
 */
final class Lifetimes {
  private static final String UPDATE =
      "UPDATE subjects SET"
          + " first_minute = CASE WHEN first_minute <= ? THEN first_minute ELSE ? END,"
          + " last_minute = CASE WHEN last_minute >= ? THEN last_minute ELSE ? END"
          + " WHERE id = ?";

  private final int maxRemembered;
  private final Map<Long, Span> written = new HashMap<>();

  /**
   * Remembers none yet.
   *
   * @param maxRemembered at most; over it all are forgotten and written again
   */
  Lifetimes(int maxRemembered) {
    this.maxRemembered = maxRemembered;
  }

  /**
   * In order, so that two replicas do not wait for each other.
   *
   * @param horizon the first minute that is kept: what was before counts there
   * @throws SQLException where a subject was dropped, for nobody had used it for so long
   */
  void write(Connection connection, Batch batch, Subjects subjects, long horizon)
      throws SQLException {
    Map<Long, Span> changed = new TreeMap<>();
    note(batch.operations(), Subject::of, subjects, horizon, changed);
    note(batch.clients(), Subject::of, subjects, horizon, changed);
    try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
      for (Map.Entry<Long, Span> change : changed.entrySet()) {
        Span span = change.getValue();
        update.setLong(1, span.first);
        update.setLong(2, span.first);
        update.setLong(3, span.last);
        update.setLong(4, span.last);
        update.setLong(5, change.getKey());
        update.addBatch();
      }
      for (int found : update.executeBatch()) {
        if (found == 0) {
          throw new SQLException("it has forgotten a name that is used again");
        }
      }
    }
    if (written.size() + changed.size() > maxRemembered) {
      written.clear();
    }
    written.putAll(changed);
  }

  private <K> void note(
      Map<Long, ? extends Map<K, ?>> byMinute,
      Function<K, Subject> subject,
      Subjects subjects,
      long horizon,
      Map<Long, Span> changed) {
    byMinute.forEach(
        (minute, rows) -> {
          long kept = Math.max(minute, horizon);
          for (K key : rows.keySet()) {
            long id = subjects.id(subject.apply(key));
            Span known = changed.getOrDefault(id, written.get(id));
            if (known == null || !known.has(kept)) {
              changed.put(id, Span.with(known, kept));
            }
          }
        });
  }

  /** Forgets them: nobody knows whether they were committed. */
  void forget() {
    written.clear();
  }

  private record Span(long first, long last) {
    static Span with(Span span, long minute) {
      return span == null
          ? new Span(minute, minute)
          : new Span(Math.min(span.first, minute), Math.max(span.last, minute));
    }

    boolean has(long minute) {
      return first <= minute && minute <= last;
    }
  }
}

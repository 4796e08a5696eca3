package dev.toolwatch.traces;

import dev.toolwatch.store.Transaction;
import dev.toolwatch.store.Transactions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the tables {@code kept_traces}, a row for each trace, and {@code kept_trace_parts}, a row
 * for each of its parts. All that changes them takes turns, over all replicas: so nobody waits for
 * two rows that two others have, and no two drop too much. Thread-safe; methods block, and throw a
 * {@link dev.toolwatch.store.StoreException} if the store is away.
 */
final class TraceTable {
  private static final String TASK = "kept_traces";
  private static final String LOCK = "kept_traces";

  /** Traces that are dropped in one transaction, and about how many bytes of them. */
  private static final int TRACES_AT_ONCE = 200;

  private static final long BYTES_AT_ONCE = 4L << 20;

  /** Transactions that drop at a time. What is left waits for the next time. */
  private static final int MOST_TRANSACTIONS = 50;

  private final Transactions transactions;

  TraceTable(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Adds parts, once: after a failure nobody knows whether they were added, and they can be added
   * again under the same number.
   *
   * @param sequence of these, higher than that of those before
   * @param nowMillis the time from which they are kept
   * @throws dev.toolwatch.store.DataRefusedException if the database does not take them
   */
  void add(List<TracePart> parts, long sequence, long nowMillis) {
    transactions.write(
        transaction -> {
          if (!transaction.advance(TASK, sequence)) {
            return false;
          }
          transaction.lock(LOCK);
          upsert(transaction, parts, nowMillis);
          insert(transaction, parts);
          addBytes(transaction, parts.stream().mapToLong(part -> part.data().length).sum());
          return true;
        });
  }

  /** The call of a trace is that of the part with the lowest precedence. */
  private static void upsert(Transaction transaction, List<TracePart> parts, long nowMillis)
      throws SQLException {
    String first = "excluded.precedence < kept_traces.precedence";
    String earlier = lesser("start_nanos");
    String later =
        "CASE WHEN excluded.end_nanos > kept_traces.end_nanos"
            + " THEN excluded.end_nanos ELSE kept_traces.end_nanos END";
    try (PreparedStatement upsert =
        transaction.prepare(
            "INSERT INTO kept_traces (id_high, id_low, start_nanos, end_nanos, duration, service,"
                + " tool, outcome, reason, precedence, spans, slowest, bytes, stored_millis)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (id_high, id_low) DO UPDATE SET start_nanos = "
                + earlier
                + ", end_nanos = "
                + later
                + ", duration = ("
                + later
                + ") - ("
                + earlier
                + "), service = "
                + preferred(first, "service")
                + ", tool = "
                + preferred(first, "tool")
                + ", outcome = "
                + preferred(first, "outcome")
                + ", slowest = "
                + preferred(first, "slowest")
                + ", reason = "
                + lesser("reason")
                + ", precedence = "
                + lesser("precedence")
                + ", spans = kept_traces.spans + excluded.spans"
                + ", bytes = kept_traces.bytes + excluded.bytes")) {
      Set<List<Long>> inBatch = new HashSet<>();
      for (TracePart part : parts) {
        KeptTrace trace = part.trace();
        if (!inBatch.add(List.of(trace.idHigh(), trace.idLow()))) {
          // The driver makes one statement of a batch, which must not touch a row twice.
          upsert.executeBatch();
          inBatch.clear();
          inBatch.add(List.of(trace.idHigh(), trace.idLow()));
        }
        long start = nanos(trace.startNanos());
        long end = Math.max(start, nanos(trace.endNanos()));
        upsert.setLong(1, trace.idHigh());
        upsert.setLong(2, trace.idLow());
        upsert.setLong(3, start);
        upsert.setLong(4, end);
        upsert.setLong(5, end - start);
        upsert.setString(6, trace.service().name());
        upsert.setString(7, trace.tool());
        upsert.setInt(8, trace.outcome().ordinal());
        upsert.setInt(9, trace.reason().ordinal());
        upsert.setInt(10, precedence(trace));
        upsert.setLong(11, trace.spans());
        upsert.setString(12, trace.slowest());
        upsert.setLong(13, part.data().length);
        upsert.setLong(14, nowMillis);
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  private static String lesser(String column) {
    return preferred("excluded." + column + " < kept_traces." + column, column);
  }

  private static String preferred(String condition, String column) {
    return "CASE WHEN %s THEN excluded.%s ELSE kept_traces.%s END"
        .formatted(condition, column, column);
  }

  /** Late spans last; then by the reason; then a call of a tool before anything else. */
  private static int precedence(KeptTrace trace) {
    return (trace.slowest().isEmpty() ? 100 : 0)
        + 2 * trace.reason().ordinal()
        + (trace.tool().isEmpty() ? 1 : 0);
  }

  /** The databases have no unsigned numbers; these are times after the year 2262. */
  private static long nanos(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }

  private static void insert(Transaction transaction, List<TracePart> parts) throws SQLException {
    try (PreparedStatement insert =
        transaction.prepare(
            "INSERT INTO kept_trace_parts (id_high, id_low, data) VALUES (?, ?, ?)")) {
      for (TracePart part : parts) {
        insert.setLong(1, part.trace().idHigh());
        insert.setLong(2, part.trace().idLow());
        insert.setBytes(3, part.data());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** The compressed bytes in the store, of all replicas. */
  long bytes() {
    return transactions.read(TraceTable::bytes);
  }

  private static long bytes(Transaction transaction) throws SQLException {
    try (PreparedStatement select =
            transaction.prepare("SELECT bytes FROM kept_trace_bytes WHERE one = 1");
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static void addBytes(Transaction transaction, long bytes) throws SQLException {
    try (PreparedStatement update =
        transaction.prepare("UPDATE kept_trace_bytes SET bytes = bytes + ? WHERE one = 1")) {
      update.setLong(1, bytes);
      update.executeUpdate();
    }
  }

  /**
   * Drops the traces that were stored first until the others have few enough bytes.
   *
   * @return the bytes that are left
   */
  long dropBeyond(long keep) {
    long left = bytes();
    for (int i = 0; i < MOST_TRANSACTIONS && left > keep; i++) {
      left = transactions.write(transaction -> drop(transaction, Long.MIN_VALUE, keep)).left();
    }
    return left;
  }

  /** Drops the traces that were stored before a time. */
  void dropBefore(long millis) {
    int traces = TRACES_AT_ONCE;
    for (int i = 0; i < MOST_TRANSACTIONS && traces > 0; i++) {
      traces =
          transactions.write(transaction -> drop(transaction, millis, Long.MAX_VALUE)).traces();
    }
  }

  private record Stored(long idHigh, long idLow, long bytes) {}

  /**
   * What one transaction has dropped.
   *
   * @param traces how many
   * @param left the bytes of all others
   */
  private record Dropped(int traces, long left) {}

  private static Dropped drop(Transaction transaction, long beforeMillis, long keep)
      throws SQLException {
    transaction.lock(LOCK);
    long bytes = bytes(transaction);
    long dropped = 0;
    List<Stored> traces = new ArrayList<>();
    try (PreparedStatement select =
            transaction.prepare(
                "SELECT id_high, id_low, bytes, stored_millis FROM kept_traces"
                    + " ORDER BY stored_millis LIMIT "
                    + TRACES_AT_ONCE);
        ResultSet row = select.executeQuery()) {
      while (dropped < BYTES_AT_ONCE
          && row.next()
          && (row.getLong(4) < beforeMillis || bytes - dropped > keep)) {
        traces.add(new Stored(row.getLong(1), row.getLong(2), row.getLong(3)));
        dropped += row.getLong(3);
      }
    }
    if (!traces.isEmpty()) {
      delete(transaction, "kept_trace_parts", traces);
      delete(transaction, "kept_traces", traces);
      addBytes(transaction, -dropped);
    }
    return new Dropped(traces.size(), bytes - dropped);
  }

  private static void delete(Transaction transaction, String table, List<Stored> traces)
      throws SQLException {
    try (PreparedStatement delete =
        transaction.prepare("DELETE FROM " + table + " WHERE id_high = ? AND id_low = ?")) {
      for (Stored trace : traces) {
        delete.setLong(1, trace.idHigh());
        delete.setLong(2, trace.idLow());
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }
}

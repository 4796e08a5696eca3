package dev.toolwatch.traces;

import dev.toolwatch.signal.Outcome;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.wire.Zlib;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads kept traces, within one transaction. */
final class TraceReader {
  private static final String SELECT =
      "SELECT id_high, id_low, start_nanos, end_nanos, service, tool, outcome, reason, spans,"
          + " slowest FROM kept_traces WHERE ";

  private static final Decision[] REASONS = Decision.values();
  private static final Outcome[] OUTCOMES = Outcome.values();

  private final Transaction transaction;

  TraceReader(Transaction transaction) {
    this.transaction = transaction;
  }

  /** The latest traces that a filter wants. Malformed rows are skipped, and others take their places. */
  List<StoredTrace> list(TraceFilter filter) throws SQLException {
    List<StoredTrace> traces = new ArrayList<>();
    Place after =
        filter.after() == null
            ? null
            : new Place(
                filter.after().startNanos(), filter.after().idHigh(), filter.after().idLow());
    while (traces.size() < filter.limit()) {
      int missing = filter.limit() - traces.size();
      List<Place> read = page(filter, after, missing, traces);
      if (read.size() < missing || traces.size() == filter.limit()) {
        break;
      }
      after = read.get(read.size() - 1);
    }
    return traces;
  }

  /** Where a row is in the order of a listing. */
  private record Place(long startNanos, long idHigh, long idLow) {}

  /** Returns the places of all rows that were read, malformed ones among them. */
  private List<Place> page(TraceFilter filter, Place after, int limit, List<StoredTrace> into)
      throws SQLException {
    List<Place> read = new ArrayList<>();
    try (PreparedStatement select = transaction.prepare(sql(filter, after))) {
      int parameter = 1;
      select.setLong(parameter++, nanos(filter.fromMillis()));
      select.setLong(parameter++, end(filter, after));
      if (filter.service() != null) {
        select.setString(parameter++, filter.service());
      }
      if (filter.tool() != null) {
        select.setString(parameter++, filter.tool());
      }
      if (filter.outcome() != null) {
        select.setInt(parameter++, filter.outcome().ordinal());
      }
      if (filter.minNanos() > 0) {
        select.setLong(parameter++, filter.minNanos());
      }
      if (after != null) {
        select.setLong(parameter++, after.startNanos());
        select.setLong(parameter++, after.idHigh());
        select.setLong(parameter++, after.idLow());
      }
      select.setInt(parameter, limit);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          transaction.row();
          read.add(new Place(row.getLong(3), row.getLong(1), row.getLong(2)));
          trace(row, List.of()).ifPresent(into::add);
        }
      }
    }
    return read;
  }

  private static String sql(TraceFilter filter, Place after) {
    return SELECT
        + "start_nanos >= ? AND start_nanos < ?"
        + (filter.service() == null ? "" : " AND service = ?")
        + (filter.tool() == null ? "" : " AND tool = ?")
        + (filter.outcome() == null ? "" : " AND outcome = ?")
        + (filter.minNanos() > 0 ? " AND duration >= ?" : "")
        + (after == null ? "" : " AND (start_nanos, id_high, id_low) < (?, ?, ?)")
        + " ORDER BY start_nanos DESC, id_high DESC, id_low DESC LIMIT ?";
  }

  /** Where the index is left: SQLite takes only one upper bound for it. */
  private static long end(TraceFilter filter, Place after) {
    long end = nanos(filter.toMillis());
    return after == null || after.startNanos() >= end ? end : after.startNanos() + 1;
  }

  /** Beyond the years 1677 to 2262 it is the first or the last moment of these. */
  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /**
   * A trace with its requests.
   *
   * @param limit the maximum bytes of its requests; more of them are left out
   */
  Optional<StoredTrace> find(long idHigh, long idLow, int limit) throws SQLException {
    try (PreparedStatement select = transaction.prepare(SELECT + "id_high = ? AND id_low = ?")) {
      select.setLong(1, idHigh);
      select.setLong(2, idLow);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? trace(row, requests(idHigh, idLow, limit)) : Optional.empty();
      }
    }
  }

  /** Traces whose ids lie between two. Reads no more rows than the limit, by the table's key. */
  List<StoredTrace> between(long[] from, long[] to, int limit) throws SQLException {
    List<StoredTrace> traces = new ArrayList<>();
    try (PreparedStatement select =
        transaction.prepare(
            SELECT
                + "id_high >= ? AND id_high <= ? AND id_low >= ? AND id_low <= ?"
                + " ORDER BY id_high, id_low LIMIT ?")) {
      select.setLong(1, from[0]);
      select.setLong(2, to[0]);
      select.setLong(3, from[1]);
      select.setLong(4, to[1]);
      select.setInt(5, limit);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          transaction.row();
          trace(row, List.of()).ifPresent(traces::add);
        }
      }
    }
    return traces;
  }

  private List<byte[]> requests(long idHigh, long idLow, int limit) throws SQLException {
    List<byte[]> requests = new ArrayList<>();
    try (PreparedStatement select =
        transaction.prepareLarge(
            "SELECT id, data FROM kept_trace_parts WHERE id_high = ? AND id_low = ? ORDER BY id")) {
      select.setFetchSize(1);
      select.setLong(1, idHigh);
      select.setLong(2, idLow);
      int left = limit;
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          transaction.row();
          try {
            byte[] request = Zlib.inflate(row.getBytes(2), left);
            if (request == null) {
              break;
            }
            left -= request.length;
            requests.add(request);
          } catch (IllegalArgumentException e) {
            transaction.skip(
                "kept_trace_parts", hex(idHigh, idLow) + ", part " + row.getLong(1), e);
          }
        }
      }
    }
    return requests;
  }

  /** The services that have traces. Each is one look into the index, however many traces it has. */
  List<String> services(int limit) throws SQLException {
    List<String> services = new ArrayList<>();
    try (PreparedStatement select =
        transaction.prepare("SELECT MIN(service) FROM kept_traces WHERE service > ?")) {
      String last = "";
      while (last != null && services.size() < limit) {
        transaction.row();
        select.setString(1, last);
        try (ResultSet row = select.executeQuery()) {
          last = row.next() ? row.getString(1) : null;
        }
        if (last != null) {
          services.add(last);
        }
      }
    }
    return services;
  }

  private Optional<StoredTrace> trace(ResultSet row, List<byte[]> requests) throws SQLException {
    long idHigh = row.getLong(1);
    long idLow = row.getLong(2);
    try {
      return Optional.of(
          new StoredTrace(
              idHigh,
              idLow,
              REASONS[row.getInt(8)],
              row.getString(5),
              row.getString(6),
              OUTCOMES[row.getInt(7)],
              row.getLong(3),
              row.getLong(4),
              Math.toIntExact(row.getLong(9)),
              row.getString(10),
              requests));
    } catch (ArrayIndexOutOfBoundsException | ArithmeticException e) {
      transaction.skip("kept_traces", hex(idHigh, idLow), e);
      return Optional.empty();
    }
  }

  private static String hex(long idHigh, long idLow) {
    return HexFormat.of().toHexDigits(idHigh) + HexFormat.of().toHexDigits(idLow);
  }
}

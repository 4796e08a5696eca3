package dev.toolwatch.mcp;

import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.Text;
import java.util.List;

/**
 * Recognises spans that database instrumentations create for a connection, a pool or a transaction,
 * beside those of the queries. Counted as calls, they would dilute the share of queries that fail.
 * Not thread-safe.
 */
final class ConnectionSpans {
  /**
   * Names, or their first word after the last colon: of OpenTelemetry's instrumentations of pg and
   * redis for JavaScript, SQLAlchemy, and PDO, of XSAM/otelsql and otelpgx for Go, and the SQL
   * statements that begin and end a transaction.
   */
  private static final Vocabulary NAMES =
      new Vocabulary(
          List.of(
              "pg-pool.connect",
              "pg.connect",
              "redis-connect",
              "connect",
              "pool.acquire",
              "sql.connector.connect",
              "sql.conn.ping",
              "sql.conn.reset_session",
              "sql.conn.begin_tx",
              "sql.conn.prepare",
              "sql.tx.commit",
              "sql.tx.rollback",
              "sql.rows",
              "__construct",
              "beginTransaction",
              "commit",
              "rollBack",
              "BEGIN",
              "COMMIT",
              "ROLLBACK",
              "SAVEPOINT",
              "RELEASE"));

  private final Text word = new Text();

  /** Whether a CLIENT span of a database is one of them. */
  boolean match(SpanView span) {
    Text name = span.name();
    int space = name.indexOf((byte) ' ', 0);
    int end = space < 0 ? name.length() : space;
    int start = name.lastIndexOf((byte) ':', end) + 1;
    word.setPart(name, start, end - start);
    return NAMES.find(word) >= 0;
  }
}

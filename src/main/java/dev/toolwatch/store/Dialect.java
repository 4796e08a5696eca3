package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.sqlite.SQLiteException;

/** What differs between the two databases. All other SQL is the same for both. */
enum Dialect {
  /** One process has the file, and one thread of it writes: nothing needs locks of its own. */
  SQLITE("", ""),
  POSTGRESQL(" FOR SHARE", " FOR UPDATE");

  /** SQLSTATE of a statement that PostgreSQL has ended after its time. */
  static final String TIMED_OUT = "57014";

  /** TOOBIG, CONSTRAINT, MISMATCH, https://www.sqlite.org/rescode.html; higher bits tell more. */
  private static final Set<Integer> SQLITE_DATA = Set.of(18, 19, 20);

  /** Classes of SQLSTATE: data exception, integrity constraint violation, program limit exceeded. */
  private static final Set<String> POSTGRESQL_DATA = Set.of("22", "23", "54");

  /** At the end of a SELECT: others may read what it read, and change it after the commit. */
  final String shared;

  /** At the end of a SELECT: others wait for the commit. */
  final String exclusive;

  Dialect(String shared, String exclusive) {
    this.shared = shared;
    this.exclusive = exclusive;
  }

  /**
   * Limits the time of each statement until the transaction ends. SQLite needs no such limit: it finds
   * rows only as they are read, and the reader looks at the time.
   */
  void limitStatements(Connection connection, Duration time) throws SQLException {
    if (this == POSTGRESQL && !time.isZero()) {
      try (Statement set = connection.createStatement()) {
        set.execute("SET LOCAL statement_timeout = " + time.toMillis());
      }
    }
  }

  /**
   * Ends a transaction in which nothing has been asked for this time, until it ends by itself. A suspended
   * process would keep its locks for as long as it sleeps: its kernel goes on answering for it.
   */
  void limitIdleness(Connection connection, Duration time) throws SQLException {
    if (this == POSTGRESQL) {
      try (Statement set = connection.createStatement()) {
        set.execute("SET LOCAL idle_in_transaction_session_timeout = " + time.toMillis());
      }
    }
  }

  /**
   * Until the transaction ends, PostgreSQL compiles no query that it expects to take long: to compile a
   * sum of hours takes as long as the sum.
   */
  void interpretQueries(Connection connection) throws SQLException {
    if (this == POSTGRESQL) {
      try (Statement set = connection.createStatement()) {
        set.execute("SET LOCAL jit = off");
      }
    }
  }

  /** A condition: a column of bytes has those of a parameter somewhere. */
  String contains(String column) {
    return switch (this) {
      case SQLITE -> "instr(" + column + ", ?) > 0";
      case POSTGRESQL -> "position(? IN " + column + ") > 0";
    };
  }

  /**
   * Joins a table whose rows are looked up for each row before it, whatever the database expects to be
   * fast. Further conditions follow with {@code AND}.
   */
  String lookUp(String table, String alias, String condition) {
    return switch (this) {
      // Takes the tables of a cross join in their order.
      case SQLITE -> " CROSS JOIN " + table + " " + alias + " WHERE " + condition;
      // Does not mix a subquery that has an offset with the rest of the query.
      case POSTGRESQL ->
          " CROSS JOIN LATERAL (SELECT * FROM %1$s %2$s WHERE %3$s OFFSET 0) %2$s WHERE TRUE"
              .formatted(table, alias, condition);
    };
  }

  /** Whether a failure is due to the data, so that it will fail again, and nothing else is wrong. */
  static boolean refusesData(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite) {
        return SQLITE_DATA.contains(sqlite.getResultCode().code & 0xff);
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        return POSTGRESQL_DATA.stream().anyMatch(state::startsWith);
      }
    }
    return false;
  }

  /**
   * Refuses to change an entry of the audit trail, to delete one that has not expired, and to move the
   * time of expiry back.
   */
  private static final String SQLITE_APPEND_ONLY =
      """
      CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
      BEGIN
        SELECT RAISE(ABORT, 'an entry of the audit trail cannot be changed');
      END;

      CREATE TRIGGER audit_undeleted BEFORE DELETE ON audit
      WHEN NOT COALESCE(OLD.millis < (SELECT first_millis FROM audit_kept), FALSE)
      BEGIN
        SELECT RAISE(ABORT, 'an entry of the audit trail cannot be deleted before it expires');
      END;

      CREATE TRIGGER audit_kept_forward BEFORE UPDATE ON audit_kept
      WHEN NEW.first_millis < OLD.first_millis
      BEGIN
        SELECT RAISE(ABORT, 'the audit trail does not expire backwards');
      END;
      """;

  private static final String POSTGRESQL_APPEND_ONLY =
      """
      CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
      BEGIN
        IF TG_OP = 'DELETE' THEN
          IF OLD.millis < (SELECT first_millis FROM audit_kept) THEN
            RETURN OLD;
          END IF;
          RAISE EXCEPTION 'an entry of the audit trail cannot be deleted before it expires'
            USING ERRCODE = 'restrict_violation';
        END IF;
        RAISE EXCEPTION 'the audit trail cannot be changed' USING ERRCODE = 'restrict_violation';
      END
      $guard$;

      CREATE TRIGGER audit_guarded BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_guard();

      CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_guard();

      CREATE TRIGGER audit_kept_forward BEFORE UPDATE ON audit_kept
        FOR EACH ROW WHEN (NEW.first_millis < OLD.first_millis) EXECUTE FUNCTION audit_guard();
      """;

  /** For the schema's scripts. */
  Map<String, String> placeholders() {
    return switch (this) {
      case SQLITE ->
          Map.of(
              "identity",
              "INTEGER PRIMARY KEY",
              "bytes",
              "BLOB",
              "clustered",
              " WITHOUT ROWID",
              "append_only",
              SQLITE_APPEND_ONLY);
      case POSTGRESQL ->
          Map.of(
              "identity",
              "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
              "bytes",
              "BYTEA",
              "clustered",
              "",
              "append_only",
              POSTGRESQL_APPEND_ONLY);
    };
  }
}

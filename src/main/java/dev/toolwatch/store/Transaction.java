package dev.toolwatch.store;

import dev.toolwatch.signal.LogPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * A transaction on the store's tables, from its begin to its commit. Belongs to the thread that does
 * the work.
 */
public final class Transaction {
  private final Connection connection;
  private final Dialect dialect;
  private final long incarnation;
  private final BadRows badRows;
  private final LongSupplier presence;
  private final Runnable rows;
  private final List<Runnable> afterwards = new ArrayList<>();

  /**
   * @param presence the minute in which this process is there
   * @param rows called for every row of a query
   */
  Transaction(
      Connection connection,
      Dialect dialect,
      long incarnation,
      BadRows badRows,
      LongSupplier presence,
      Runnable rows) {
    this.presence = presence;
    this.connection = connection;
    this.dialect = dialect;
    this.incarnation = incarnation;
    this.badRows = badRows;
    this.rows = rows;
  }

  Connection connection() {
    return connection;
  }

  Dialect dialect() {
    return dialect;
  }

  /** A condition: a column of bytes has those of a parameter somewhere. */
  public String contains(String column) {
    return dialect.contains(column);
  }

  /**
   * Joins a table whose rows are looked up for each row before it. Left to itself, a database may read
   * those of all times or of all indicators, of which most are not wanted.
   *
   * @param condition which rows belong to the one before
   * @return from {@code CROSS JOIN} on; further conditions follow with {@code AND}
   */
  public String lookUp(String table, String alias, String condition) {
    return dialect.lookUp(table, alias, condition);
  }

  /** The number under which this process writes its own rows. */
  public long incarnation() {
    return incarnation;
  }

  /**
   * Takes the number of a part of what this process adds to a table, so that a part whose commit got no
   * answer can be tried again.
   *
   * @param task tells apart what has numbers of its own
   * @param sequence higher than that of the part before
   * @return false if the part is stored already
   */
  public boolean advance(String task, long sequence) throws SQLException {
    try (PreparedStatement upsert =
        prepare(
            "INSERT INTO progress (incarnation, task, sequence) VALUES (?, ?, ?)"
                + " ON CONFLICT (incarnation, task) DO UPDATE SET sequence = excluded.sequence"
                + " WHERE progress.sequence < excluded.sequence")) {
      upsert.setLong(1, incarnation);
      upsert.setString(2, task);
      upsert.setLong(3, sequence);
      return upsert.executeUpdate() > 0;
    }
  }

  /** Does something once this transaction is committed, and not if it fails. */
  public void afterCommit(Runnable work) {
    afterwards.add(work);
  }

  void committed() {
    afterwards.forEach(Runnable::run);
  }

  /** A statement, in the SQL that both databases understand. */
  public PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /** A query that may have many rows: they are read some at a time. */
  public PreparedStatement prepareLarge(String sql) throws SQLException {
    return Database.streaming(prepare(sql));
  }

  /**
   * Asks for rows whose last condition is a list of numbers, of which there may be any number.
   *
   * @param sql up to and with {@code IN }
   * @param parameters sets those before the list
   * @param rest after the list
   */
  public void readIn(
      String sql, Parameters parameters, List<Long> values, String rest, RowReader reader)
      throws SQLException {
    InList.query(connection, sql, parameters, values, rest, reader);
  }

  /** Sets all parameters but those of the list. */
  @FunctionalInterface
  public interface Parameters {
    /** Returns the index of the list's first parameter. */
    int set(PreparedStatement statement) throws SQLException;
  }

  /** Reads one row of a query. */
  @FunctionalInterface
  public interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  /** Question marks for so many values of a list, in brackets. */
  public static String list(int size) {
    return InList.list(size);
  }

  /**
   * To be called for every row that is read. A query that takes long may wait here for others.
   *
   * @throws QueryRefusedException if it takes more than its share
   */
  public void row() {
    rows.run();
  }

  /** Deletes the rows of a table in which a column is below a limit. */
  public int deleteBelow(String table, String column, long limit) throws SQLException {
    try (PreparedStatement delete = prepare("DELETE FROM " + table + " WHERE " + column + " < ?")) {
      delete.setLong(1, limit);
      return delete.executeUpdate();
    }
  }

  /**
   * Takes a lock, which is held until the commit: of all replicas only one has it at a time.
   *
   * @param name of a lock that the schema makes
   */
  public void lock(String name) throws SQLException {
    Facts.lock(connection, dialect, name);
  }

  /**
   * Makes this process the owner of a log, which may be new. From the commit on, batches with positions
   * of an owner before are refused.
   *
   * @return how far the log is stored, with the number of its new owner
   */
  public LogPosition takeOver(String log) throws SQLException {
    return new LogPositions(connection).takeOver(log, presence.getAsLong());
  }

  /** Writes a fact about the whole store, unless there is one of that name. Returns whether it did. */
  public boolean addFact(String name, String fact) throws SQLException {
    return Facts.add(connection, name, fact);
  }

  /**
   * Counts a row that is skipped because what is in it makes no sense, and logs one a minute.
   *
   * @param table one of those that {@code toolwatch_store_skipped_rows_total} knows
   * @param key tells the row from others
   * @throws StoreException if the failure is not the row's
   */
  public void skip(String table, String key, RuntimeException failure) {
    badRows.skip(table, key, failure);
  }

  /** Marks all minutes that are kept as changed. */
  public void markAllMinutes() throws SQLException {
    ChangedMinutes.markAll(connection);
  }

  /**
   * Takes the marks off some minutes whose operations have changed. A flush marks what it adds to; if
   * it commits after this, its mark stays.
   *
   * @return the earliest marked minutes, in order
   */
  public List<Long> takeChangedMinutes(int most) throws SQLException {
    return ChangedMinutes.take(connection, most);
  }

  /**
   * Reads the operations of minutes, row by row: a series of a minute has one for each process that
   * counted it. Minutes that are no longer kept have none.
   */
  public void readOperations(List<Long> minutes, Predicate<Series> wanted, OperationsReader reader)
      throws SQLException {
    ChangedMinutes.read(connection, dialect, minutes, wanted, badRows, reader);
  }

  /** Reads operations of a series in a minute. The roll-up has no users. */
  @FunctionalInterface
  public interface OperationsReader {
    void read(long minute, Series series, Rollup rollup);
  }
}

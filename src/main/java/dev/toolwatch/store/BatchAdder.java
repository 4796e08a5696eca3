package dev.toolwatch.store;

import dev.toolwatch.signal.LogPosition;
import dev.toolwatch.signal.Minutes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Adds batches, each in one transaction. Not thread-safe: for the thread that writes. */
final class BatchAdder {
  /** Series and clients whose numbers are remembered. */
  private static final int MAX_SUBJECTS = 200_000;

  private final Calendar calendar;
  private final Duration sessionPause;
  private final InstantSource clock;
  private final ExpiryTime expiry;
  private final Subjects subjects = new Subjects(MAX_SUBJECTS);
  private final Lifetimes lifetimes = new Lifetimes(MAX_SUBJECTS);

  /** The store that subjects and lifetimes are remembered of; null before the first batch. */
  private OpenStore remembered;

  BatchAdder(Calendar calendar, Duration sessionPause, InstantSource clock, ExpiryTime expiry) {
    this.calendar = calendar;
    this.sessionPause = sessionPause;
    this.clock = clock;
    this.expiry = expiry;
  }

  /**
   * Adds a batch, unless one of its number or a higher one was added before.
   *
   * @return whether it was added
   * @throws FencedException if it has the position of a log that another process has taken over
   */
  boolean add(OpenStore open, Batch batch, long sequence) throws SQLException {
    remember(open);
    Database database = open.database();
    try {
      subjects.resolve(database, BatchWriter.subjects(batch));
      return database.write(connection -> add(connection, open, batch, sequence));
    } catch (SQLException | RuntimeException e) {
      remembered = null;
      throw e;
    }
  }

  private void remember(OpenStore open) {
    if (open != remembered) {
      // It was opened again, or a transaction failed: nobody knows what of the last transaction was
      // committed.
      subjects.forget();
      lifetimes.forget();
      remembered = open;
    }
  }

  /**
   * Tells whether the database refuses a batch, the positions of logs aside. It is written and taken back
   * at once: nothing of it is in the store afterwards.
   */
  boolean refuses(OpenStore open, Batch batch) throws SQLException {
    remember(open);
    Database database = open.database();
    try {
      subjects.resolve(database, BatchWriter.subjects(batch));
      return database.write(connection -> refuses(connection, open, batch));
    } catch (SQLException e) {
      if (Dialect.refusesData(e)) {
        return true;
      }
      throw e;
    } finally {
      // What was taken back must not be remembered.
      remembered = null;
    }
  }

  private boolean refuses(Connection connection, OpenStore open, Batch batch) throws SQLException {
    Savepoint before = connection.setSavepoint();
    boolean refused = false;
    try {
      write(connection, open, batch);
    } catch (SQLException e) {
      if (!Dialect.refusesData(e)) {
        throw e;
      }
      refused = true;
    }
    connection.rollback(before);
    return refused;
  }

  private boolean add(Connection connection, OpenStore open, Batch batch, long sequence)
      throws SQLException {
    long presence = Minutes.of(expiry.presence());
    if (!Incarnation.advance(connection, open.incarnation(), sequence, presence)) {
      return false;
    }
    write(connection, open, batch);
    writeLogs(connection, batch, presence);
    return true;
  }

  private void write(Connection connection, OpenStore open, Batch batch) throws SQLException {
    long minute = Minutes.of(clock.instant());
    long incarnation = open.incarnation();
    Dialect dialect = open.database().dialect();
    Horizons horizons = Horizons.read(connection, dialect.shared);
    BatchWriter writer =
        new BatchWriter(connection, calendar, subjects, horizons, incarnation, open.badRows());
    writer.write(batch, minute);
    // From here to the commit, replicas take turns: two must not make two rows of one session.
    Facts.lock(connection, dialect, Facts.SESSIONS_LOCK);
    Set<Long> begun =
        new SessionWriter(
                connection,
                subjects,
                horizons,
                sessionPause.toMillis(),
                incarnation,
                open.badRows())
            .write(batch.sessions());
    writer.mark(begun, List.of(Tier.DAY, Tier.WEEK), minute);
    lifetimes.write(connection, batch, subjects, horizons.minutes());
  }

  /** In order, so that two transactions do not wait for each other. */
  private static void writeLogs(Connection connection, Batch batch, long nowMinute)
      throws SQLException {
    LogPositions positions = new LogPositions(connection);
    for (LogPosition position : new TreeMap<>(batch.logs()).values()) {
      positions.write(position, nowMinute);
    }
  }
}

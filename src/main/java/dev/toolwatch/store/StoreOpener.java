package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;

/**
 * Opens the store for whoever needs it. After a failed write, the next one opens it again, and until
 * that has succeeded reads go on as they can. Thread-safe.
 */
final class StoreOpener implements Transactions, AutoCloseable {
  private static final String TIME_ZONE = "time-zone";

  private final DatabaseSource source;
  private final ZoneId zone;
  private final String replica;
  private final Incarnation incarnation;
  private final InstantSource clock;
  private final ExpiryTime expiry;
  private final Reads reads;
  private final BadRows badRows;

  private volatile OpenStore open;

  /** After a failure: the schema may be another, and this process may be unknown. */
  private volatile boolean doubtful;

  /** States that were taken out of the store and that nobody has asked for yet. */
  private Map<String, byte[]> inherited = Map.of();

  private final QueryGate gate;

  StoreOpener(
      StoreLocation place,
      ZoneId zone,
      String replica,
      QueryGate gate,
      InstantSource clock,
      ExpiryTime expiry) {
    this.gate = gate;
    source = new DatabaseSource(place);
    this.zone = zone;
    this.replica = replica;
    this.clock = clock;
    this.expiry = expiry;
    reads = new Reads(clock);
    badRows = new BadRows(clock);
    incarnation = new Incarnation(replica);
  }

  /** Opens the database and brings its schema up to date, unless that has been done. */
  synchronized OpenStore open() {
    boolean gone = source.isGone();
    if (open != null && !doubtful && !gone) {
      return open;
    }
    if (gone) {
      close();
    }
    Database database = source.database();
    try {
      source.makeSchema(database);
      Schema.migrate(database.dataSource(), database.dialect());
      OpenStore opened = new OpenStore(database, database.write(this::enter), badRows);
      close();
      open = opened;
      doubtful = false;
      return opened;
    } catch (SQLException | FlywayException e) {
      database.close();
      throw failure("cannot be opened", e);
    } catch (StoreException e) {
      database.close();
      throw e;
    } catch (RuntimeException e) {
      database.close();
      throw new StoreException("the store cannot be opened: " + e, e);
    }
  }

  private long enter(Connection connection) throws SQLException {
    checkTimeZone(connection);
    expiry.opened(Incarnation.lastMinute(connection));
    Incarnation.Entry entry = incarnation.enter(connection, Minutes.of(expiry.presence()));
    if (entry.isNew()) {
      inherited = new States(connection, replica).take();
    }
    return entry.id();
  }

  /** The days of a store are those of one time zone, for ever. */
  private void checkTimeZone(Connection connection) throws SQLException {
    Facts.add(connection, TIME_ZONE, zone.getId());
    String stored = Facts.read(connection, TIME_ZONE);
    // Z, UTC and Etc/UTC have the same rules.
    if (!ZoneId.of(stored).getRules().equals(zone.getRules())) {
      throw new StoreException(
          "its days are those of "
              + stored
              + ", not of "
              + zone.getId()
              + " as toolwatch.usage.time-zone says");
    }
  }

  /** The states that {@link #open} took out of the store, once. */
  synchronized Map<String, byte[]> takeInherited() {
    open();
    Map<String, byte[]> taken = inherited;
    inherited = Map.of();
    return taken;
  }

  /** The database, if the store is open. */
  Database database() {
    return opened().database();
  }

  private OpenStore opened() {
    OpenStore now = open;
    if (now == null) {
      throw new StoreException("the store is not open");
    }
    return now;
  }

  @Override
  public <T> T write(Work<T> work) {
    OpenStore now = open();
    List<Transaction> done = new ArrayList<>(1);
    T result;
    try {
      result =
          now.database()
              .write(
                  connection -> {
                    Transaction transaction = transaction(connection, now, () -> {});
                    done.add(transaction);
                    return work.in(transaction);
                  });
    } catch (SQLException e) {
      throw failed(now, "cannot be added to", e);
    }
    done.forEach(Transaction::committed);
    return result;
  }

  @Override
  public <T> T read(Work<T> work) {
    return gate.first(query -> read(query, (transaction, same) -> work.in(transaction)));
  }

  @Override
  public <T> T query(Work<T> work) {
    return query((transaction, query) -> work.in(transaction));
  }

  /** The same for who needs to know the query. */
  <T> T query(QueryWork<T> work) {
    return gate.query(query -> read(query, work));
  }

  /** Makes all reads of this thread one that goes before all queries. */
  <T> T first(QueryWork<T> work) {
    return gate.first(query -> read(query, work));
  }

  private <T> T read(QueryGate.Query query, QueryWork<T> work) {
    OpenStore now = opened();
    try {
      return read(now, query, work);
    } catch (SQLException e) {
      if (Dialect.TIMED_OUT.equals(e.getSQLState())) {
        throw query.tooSlow();
      }
      if (CorruptFile.isReasonOf(e)) {
        return readAgain(now, query, work);
      }
      throw unread(e);
    }
  }

  private <T> T read(OpenStore from, QueryGate.Query query, QueryWork<T> work) throws SQLException {
    T result =
        from.database()
            .read(
                connection -> {
                  if (query.begins()) {
                    from.database().dialect().limitStatements(connection, query.statementTime());
                  }
                  return work.in(transaction(connection, from, query::row), query);
                });
    reads.succeeded();
    return result;
  }

  /**
   * Only a file that is corrupt for a second time is moved aside: once may have been a change of the
   * file from outside, such as a copy that was put in its place.
   */
  private <T> T readAgain(OpenStore from, QueryGate.Query query, QueryWork<T> work) {
    try {
      return read(from, query, work);
    } catch (SQLException e) {
      if (!CorruptFile.isReasonOf(e)) {
        throw unread(e);
      }
      reads.failed("cannot be read: " + e.getMessage());
      throw failed(from, "cannot be read", e);
    }
  }

  private StoreException unread(SQLException cause) {
    String problem = "cannot be read: " + cause.getMessage();
    reads.failed(problem);
    return new StoreException(problem, cause);
  }

  /** What a query does in its transaction. */
  @FunctionalInterface
  interface QueryWork<T> {
    T in(Transaction transaction, QueryGate.Query query) throws SQLException;
  }

  Reads reads() {
    return reads;
  }

  BadRows badRows() {
    return badRows;
  }

  private Transaction transaction(Connection connection, OpenStore open, Runnable rows) {
    return new Transaction(
        connection,
        open.database().dialect(),
        open.incarnation(),
        open.badRows(),
        () -> Minutes.of(expiry.presence()),
        rows);
  }

  /**
   * Has the store opened again by the next one who writes, unless the data is to blame.
   *
   * @param from the store in which something failed
   * @return what to throw
   */
  synchronized StoreException failed(OpenStore from, String what, Exception cause) {
    if (Dialect.refusesData(cause)) {
      return new DataRefusedException("the store " + what + ": " + cause.getMessage(), cause);
    }
    if (open != from) {
      // Another thread has opened it anew meanwhile: a new file must not be moved aside.
      return new StoreException("the store " + what + ": " + cause.getMessage(), cause);
    }
    doubtful = true;
    return failure(what, cause);
  }

  private StoreException failure(String what, Exception cause) {
    if (CorruptFile.isReasonOf(cause)) {
      close();
    }
    return source.failure(what, cause, clock.instant());
  }

  /** Closes the store. Whoever needs it next opens it again. */
  @Override
  public synchronized void close() {
    OpenStore before = open;
    open = null;
    if (before != null) {
      before.database().close();
    }
  }
}

package dev.toolwatch.store;

import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.SteadyClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * Roll-ups in a database, and transactions for the stages that have tables of their own. Opens by
 * itself when it is first written to, and again after each failure.
 *
 * <p>Threading: one thread adds and maintains; any may read and write in transactions. Every method
 * throws a {@link StoreException} if the database is away, full or broken.
 */
public final class Store implements AutoCloseable {
  private final QueryGate gate;
  private final StoreOpener opener;
  private final Calendar calendar;
  private final Retention retention;
  private final String replica;
  private final InstantSource clock;
  private final ExpiryTime expiry;
  private final History history;
  private final BatchAdder adder;
  private final Upkeep upkeep;

  /**
   * A store, not opened yet.
   *
   * @param sessionPause the longest pause within a session of a user
   * @param replica the name under which this process finds its state again
   */
  public Store(
      StoreLocation place,
      Calendar calendar,
      Duration sessionPause,
      Retention retention,
      String replica,
      InstantSource clock) {
    this(place, calendar, sessionPause, retention, replica, QueryLimits.DEFAULT, clock);
  }

  /** The same with other limits of queries. */
  Store(
      StoreLocation place,
      Calendar calendar,
      Duration sessionPause,
      Retention retention,
      String replica,
      QueryLimits limits,
      InstantSource clock) {
    this.calendar = calendar;
    this.retention = retention;
    this.replica = replica;
    this.clock = clock;
    gate = new QueryGate(limits, clock.millis());
    expiry = new ExpiryTime(SteadyClock.of(clock));
    opener = new StoreOpener(place, calendar.zone(), replica, gate, clock, expiry);
    history = new SqlHistory(opener, calendar, limits, opener.badRows());
    adder = new BatchAdder(calendar, sessionPause, clock, expiry);
    upkeep = new Upkeep(calendar, retention);
  }

  /** What has been stored, as long as it can be read. */
  public History history() {
    return history;
  }

  /** For the tables of other stages. */
  public Transactions transactions() {
    return opener;
  }

  /** Queries that were refused. */
  public MetricSource queryMetrics() {
    return gate;
  }

  /** Whether the store can be read. */
  Reads reads() {
    return opener.reads();
  }

  /** Rows that were skipped because they are malformed. */
  BadRows badRows() {
    return opener.badRows();
  }

  /** The time by which rows expire: never after that of the clock. */
  ExpiryTime expiry() {
    return expiry;
  }

  Calendar calendar() {
    return calendar;
  }

  Retention retention() {
    return retention;
  }

  Database database() {
    return opener.database();
  }

  /** Opens the database and brings its schema up to date, unless that has been done. */
  public void open() {
    opener.open();
  }

  /**
   * Adds a batch, once: after a failure nobody knows whether it was added, and it can be added again
   * under the same number.
   *
   * @param sequence of the batch, higher than that of the one before
   * @return whether it was new
   * @throws FencedException if it has the position of a log that another process has taken over; the
   *     same batch must not be added again
   */
  public boolean add(Batch batch, long sequence) {
    OpenStore open = opener.open();
    try {
      return adder.add(open, batch, sequence);
    } catch (SQLException e) {
      throw opener.failed(open, "cannot be added to", e);
    }
  }

  /**
   * Whether the database refuses a batch, the positions of logs aside. Nothing of it is added, and it
   * takes as long as if it was.
   */
  boolean refuses(Batch batch) {
    OpenStore open = opener.open();
    try {
      return adder.refuses(open, batch);
    } catch (SQLException e) {
      throw opener.failed(open, "cannot be added to", e);
    }
  }

  /**
   * Compares this machine's clock with that of the database, if several replicas share it.
   *
   * @throws StoreException if they differ so much that {@link #maintain} must not run
   */
  void checkClock() {
    OpenStore open = opener.open();
    try {
      DatabaseClock.check(open.database(), clock);
    } catch (SQLException e) {
      throw opener.failed(open, "cannot be asked for the time", e);
    }
  }

  /** Makes hours, days and weeks that are due, and drops roll-ups that were kept long enough. */
  public void maintain() {
    OpenStore open = opener.open();
    try {
      upkeep.run(open, clock.instant(), expiry);
    } catch (SQLException e) {
      throw opener.failed(open, "cannot be compacted", e);
    }
  }

  /**
   * Keeps states by name for this replica's next process, all or none.
   *
   * @return false if that process has started already: it began with other states, and these would be
   *     out of date when it ends
   */
  public boolean saveStates(Map<String, byte[]> states) {
    return opener.write(
        transaction ->
            new States(transaction.connection(), replica)
                .save(states, transaction.incarnation(), clock));
  }

  /**
   * What this replica's process before has kept, by name. It leaves the store when this process first
   * opens it, whether or not this is called: a start after a crash must not find what an earlier stop
   * has left.
   */
  public Map<String, byte[]> takeStates() {
    return opener.takeInherited();
  }

  /** Closes the store. Whatever comes later opens it again. */
  @Override
  public void close() {
    opener.close();
  }
}

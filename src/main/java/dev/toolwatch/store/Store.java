package dev.toolwatch.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * Roll-ups in a database. Opens by itself when it is first added to, and again after each failure.
 *
 * <p>Threading: one thread adds and maintains; any may read. Every method throws a {@link
 * StoreException} where the database is away, full or broken.
 */
public final class Store implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Store.class);

  /** Series and clients whose numbers are remembered. */
  private static final int MAX_SUBJECTS = 200_000;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final StoreLocation place;
  private final Calendar calendar;
  private final Duration sessionPause;
  private final Retention retention;
  private final String replica;
  private final Incarnation incarnation;
  private final InstantSource clock;
  private final Subjects subjects = new Subjects(MAX_SUBJECTS);
  private final Lifetimes lifetimes = new Lifetimes(MAX_SUBJECTS);
  private final History history;
  private final Tables tables = new OpenTables();
  private final Ledger ledger = new Ledger(tables);
  private final FailureLog failures = new FailureLog(tables);
  private final MaintenanceBook maintenance = new MaintenanceBook(tables);
  private final AlertLog alerts = new AlertLog(tables);

  private volatile Opened opened;

  /** What has been taken out of the store and not been asked for. */
  private Map<String, byte[]> inherited = Map.of();

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
    this.place = place;
    this.calendar = calendar;
    this.sessionPause = sessionPause;
    this.retention = retention;
    this.replica = replica;
    incarnation = new Incarnation(replica);
    this.clock = clock;
    this.history = new SqlHistory(this::database, calendar);
  }

  /** What has been stored, for as long as it can be read. */
  public History history() {
    return history;
  }

  /** Events by the minute, for as long as days are kept. */
  public Ledger ledger() {
    return ledger;
  }

  /** What failed, and how. */
  public FailureLog failures() {
    return failures;
  }

  /** Agreed maintenance. */
  public MaintenanceBook maintenance() {
    return maintenance;
  }

  /** Alerts that somebody was told of. */
  public AlertLog alerts() {
    return alerts;
  }

  Database database() {
    Opened now = opened;
    if (now == null) {
      throw new StoreException("the store is not open");
    }
    return now.database;
  }

  /** Opens the database and brings its schema up to date, unless that has been done. */
  public synchronized void open() {
    if (opened != null && !fileIsGone()) {
      return;
    }
    close();
    Database database =
        place instanceof StoreLocation.Directory directory
            ? sqlite(directory)
            : postgresql((StoreLocation.Server) place);
    try {
      Schema.migrate(database.dataSource(), database.dialect());
      long id = database.write(this::enter);
      opened = new Opened(database, id);
    } catch (SQLException | FlywayException e) {
      database.close();
      throw failed("cannot be opened", e);
    } catch (StoreException e) {
      database.close();
      throw e;
    }
  }

  private static Database sqlite(StoreLocation.Directory directory) {
    try {
      Files.createDirectories(directory.path());
      Path file = directory.file();
      if (!Files.exists(file)
          && Files.getFileStore(directory.path()).supportsFileAttributeView("posix")) {
        // Pseudonyms are nobody else's business.
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      }
    } catch (IOException e) {
      throw new StoreException("no directory " + directory.path() + ": " + e, e);
    }
    return Database.sqlite(directory.file());
  }

  private static Database postgresql(StoreLocation.Server server) {
    return Database.postgresql(server.url(), server.user(), server.password());
  }

  /** An open file whose name was taken away goes on as if nothing were, until it is closed. */
  private boolean fileIsGone() {
    return place instanceof StoreLocation.Directory directory && !Files.exists(directory.file());
  }

  private long enter(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO facts (name, fact) VALUES ('time-zone', ?)"
                + " ON CONFLICT (name) DO NOTHING")) {
      insert.setString(1, calendar.zone().getId());
      insert.executeUpdate();
    }
    try (PreparedStatement select =
            connection.prepareStatement("SELECT fact FROM facts WHERE name = 'time-zone'");
        ResultSet row = select.executeQuery()) {
      row.next();
      // Z, UTC and Etc/UTC are one.
      if (!ZoneId.of(row.getString(1)).getRules().equals(calendar.zone().getRules())) {
        throw new StoreException(
            "its days are those of "
                + row.getString(1)
                + ", not of "
                + calendar.zone().getId()
                + " as toolwatch.usage.time-zone says");
      }
    }
    Incarnation.Entry entry = incarnation.enter(connection, Calendar.minute(clock.instant()));
    if (entry.isNew()) {
      inherited = new States(connection, replica).take();
    }
    return entry.id();
  }

  /**
   * Adds a batch, once: after a failure nobody knows whether it was added, and it can be added again
   * under the same number.
   *
   * @param sequence of the batch, higher than that of the one before
   * @return whether it was new
   */
  public boolean add(Batch batch, long sequence) {
    open();
    Opened now = opened;
    try {
      subjects.resolve(now.database, BatchWriter.subjects(batch));
      return now.database.write(connection -> add(connection, now, batch, sequence));
    } catch (SQLException e) {
      throw failed("cannot be added to", e);
    }
  }

  private boolean add(Connection connection, Opened now, Batch batch, long sequence)
      throws SQLException {
    long minute = Calendar.minute(clock.instant());
    if (!Incarnation.advance(connection, now.incarnation, sequence, minute)) {
      return false;
    }
    Dialect dialect = now.database.dialect();
    Horizons horizons = Horizons.read(connection, dialect.shared);
    BatchWriter writer = new BatchWriter(connection, calendar, subjects, horizons, now.incarnation);
    writer.write(batch, minute);
    SessionWriter.lock(connection, dialect);
    Set<Long> begun =
        new SessionWriter(connection, subjects, horizons, sessionPause.toMillis(), now.incarnation)
            .write(batch.sessions());
    writer.mark(begun, List.of(Tier.DAY, Tier.WEEK), minute);
    lifetimes.write(connection, batch, subjects, horizons.minutes());
    return true;
  }

  /** Makes hours, days and weeks that are due, and drops what has been kept long enough. */
  public void maintain() {
    open();
    Opened now = opened;
    long minute = Calendar.minute(clock.instant());
    try {
      now.database.write(
          connection -> {
            Incarnation.stay(connection, now.incarnation, minute);
            return null;
          });
      new Compaction(now.database, calendar).run(minute);
      new Expiry(now.database, calendar, retention).run(minute);
      new ServiceLevelExpiry(now.database, retention).run(minute);
    } catch (SQLException e) {
      throw failed("cannot be compacted", e);
    }
  }

  /**
   * Keeps states by name for this replica's next process, all or none.
   *
   * @return false where there is such a process already: it has begun anew, and what is kept now would
   *     be out of date when it ends
   */
  public boolean saveStates(Map<String, byte[]> states) {
    open();
    Opened now = opened;
    try {
      return now.database.write(
          connection -> new States(connection, replica).save(states, now.incarnation, clock));
    } catch (SQLException e) {
      throw failed("cannot be added to", e);
    }
  }

  /**
   * What this replica's process before has kept, by name. It is out of the store as soon as this
   * process is known there, asked for or not: a start after a crash does not find what an earlier stop
   * has left.
   */
  public synchronized Map<String, byte[]> takeStates() {
    open();
    Map<String, byte[]> taken = inherited;
    inherited = Map.of();
    return taken;
  }

  /** What to throw. The next one who comes finds the store closed and opens it again. */
  private StoreException failed(String what, Exception cause) {
    close();
    if (place instanceof StoreLocation.Directory directory && CorruptFile.isReasonOf(cause)) {
      Path file = directory.file();
      try {
        Path aside = CorruptFile.moveAside(file, clock.instant());
        LOG.errorf(
            "The store %s is corrupt: %s. It is now %s, and a new one is made: roll-ups so far are"
                + " in the old file only.",
            file, cause.getMessage(), aside);
      } catch (IOException e) {
        return new StoreException(
            "the store " + file + " is corrupt and cannot be moved aside: " + e, cause);
      }
    }
    return new StoreException("the store " + what + ": " + cause.getMessage(), cause);
  }

  /** Closes it. What comes later opens it again. */
  @Override
  public synchronized void close() {
    Opened before = opened;
    opened = null;
    subjects.forget();
    lifetimes.forget();
    if (before != null) {
      before.database.close();
    }
  }

  /** Opens the store where it has to be, and closes it when it fails. */
  private final class OpenTables implements Tables {
    @Override
    public <T> T write(Work<T> work) {
      open();
      try {
        return database().write(work);
      } catch (SQLException e) {
        throw failed("cannot be added to", e);
      }
    }

    @Override
    public <T> T read(Work<T> work) {
      try {
        return database().read(work);
      } catch (SQLException e) {
        throw new StoreException("cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    public Dialect dialect() {
      return database().dialect();
    }

    @Override
    public long incarnation() {
      Opened now = opened;
      if (now == null) {
        throw new StoreException("the store is not open");
      }
      return now.incarnation;
    }
  }

  private record Opened(Database database, long incarnation) {}
}

package dev.toolwatch.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * Transactions on one connection that writes and on others that read.
 *
 * <p>Threading: writes are made one at a time, reads at the same time. Bounds: one connection for
 * each read that {@link QueryGate} lets in, beside the writing one. Each read has a new one: opening
 * it is cheap beside what is read, and none that broke while it lay in a pool is ever handed out.
 */
final class Database implements AutoCloseable {
  private static final int BUSY_MILLIS = 10_000;
  private static final int PAGE_BYTES = 8192;
  private static final int WRITER_CACHE_KIB = 16_384;
  private static final int READER_CACHE_KIB = 2048;

  /** What one large transaction has made of the log is given back. */
  private static final int LOG_BYTES = 16 << 20;

  private static final int CONNECT_SECONDS = 5;
  private static final int SILENCE_SECONDS = 60;

  /** Less than others wait for a lock before they give up, more than any pause of a process that works. */
  private static final Duration SUSPENDED = Duration.ofSeconds(30);

  private final Dialect dialect;
  private final DataSource forReads;
  private final DataSource forWrites;
  private final Duration suspended;

  /** The connection of the read that this thread is in. */
  @SuppressWarnings("ThreadLocalUsage") // a read of another database is not part of it
  private final ThreadLocal<Connection> reading = new ThreadLocal<>();

  /** Kept from one transaction to the next; none before the first and after one that failed. */
  private Connection writer;

  private Database(Dialect dialect, DataSource forReads, DataSource forWrites, Duration suspended) {
    this.dialect = dialect;
    this.forReads = forReads;
    this.forWrites = forWrites;
    this.suspended = suspended;
  }

  /** A file, which is made where there is none. */
  static Database sqlite(Path file) {
    SqliteLibrary.keepIn(file.toAbsolutePath().getParent());
    return new Database(
        Dialect.SQLITE,
        sqlite(file, TransactionMode.DEFERRED, READER_CACHE_KIB),
        // A transaction that began as a reader cannot become the writer when another was faster.
        sqlite(file, TransactionMode.IMMEDIATE, WRITER_CACHE_KIB),
        SUSPENDED);
  }

  private static DataSource sqlite(Path file, TransactionMode mode, int cacheKib) {
    SQLiteConfig config = new SQLiteConfig();
    config.setPageSize(PAGE_BYTES);
    config.setJournalMode(JournalMode.WAL);
    // What is committed stays, even when the machine loses its power.
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setJournalSizeLimit(LOG_BYTES);
    config.setCacheSize(-cacheKib);
    config.setTransactionMode(mode);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl(url(file));
    return source;
  }

  /**
   * An address that means this file and nothing else. The driver takes what follows a question mark
   * for its settings, and some names for memory, wherever in the path they are.
   */
  static String url(Path file) {
    StringBuilder url = new StringBuilder("jdbc:sqlite:file:");
    for (byte b : file.toAbsolutePath().toString().getBytes(UTF_8)) {
      boolean plain = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
      if (plain || b == '/' || b == '.' || b == '-' || b == '_') {
        url.append((char) b);
      } else {
        url.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return url.toString();
  }

  /**
   * A server that speaks PostgreSQL's protocol.
   *
   * @param url {@code jdbc:postgresql://host:port/database?parameters}
   * @param user or null, for one in the address
   * @param password or null
   */
  static Database postgresql(String url, String user, String password) {
    return postgresql(url, user, password, SUSPENDED);
  }

  /**
   * The same.
   *
   * @param suspended the server ends a transaction that writes if nothing comes for so long
   */
  static Database postgresql(String url, String user, String password, Duration suspended) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    if (user != null) {
      source.setUser(user);
    }
    if (password != null) {
      source.setPassword(password);
    }
    if (!url.contains("ApplicationName=")) {
      source.setApplicationName("toolwatch");
    }
    if (!url.contains("connectTimeout=")) {
      source.setConnectTimeout(CONNECT_SECONDS);
    }
    if (!url.contains("socketTimeout=")) {
      source.setSocketTimeout(SILENCE_SECONDS);
    }
    if (!url.contains("prepareThreshold=")) {
      // A pooler such as PgBouncer may run each transaction on another connection, which does not
      // have the statements that were prepared on the one before.
      source.setPrepareThreshold(0);
    }
    source.setTcpKeepAlive(true);
    source.setReWriteBatchedInserts(true);
    return new Database(Dialect.POSTGRESQL, source, source, suspended);
  }

  /**
   * Makes a schema of PostgreSQL's if there is none. Asks first: whoever may use a schema need not be
   * allowed to make one.
   */
  void makeSchema(String name) throws SQLException {
    try (Connection connection = forWrites.getConnection()) {
      try (PreparedStatement select =
          connection.prepareStatement("SELECT 1 FROM pg_namespace WHERE nspname = ?")) {
        select.setString(1, name);
        try (ResultSet row = select.executeQuery()) {
          if (row.next()) {
            return;
          }
        }
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE SCHEMA IF NOT EXISTS \"" + name.replace("\"", "\"\"") + "\"");
      }
    }
  }

  Dialect dialect() {
    return dialect;
  }

  DataSource dataSource() {
    return forReads;
  }

  /** Does all of it or nothing. Where a commit fails, nobody knows which. */
  synchronized <T> T write(ConnectionWork<T> work) throws SQLException {
    if (writer == null) {
      writer = forWrites.getConnection();
    }
    boolean done = false;
    try {
      writer.setAutoCommit(false);
      dialect.limitIdleness(writer, suspended);
      T result = work.on(writer);
      // Commits. SQLite's driver would begin the next transaction after a commit(), and lock the
      // file.
      writer.setAutoCommit(true);
      done = true;
      return result;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** Sees one state of the database throughout. A read within a read of the same thread is part of it. */
  <T> T read(ConnectionWork<T> work) throws SQLException {
    Connection outer = reading.get();
    if (outer != null) {
      return work.on(outer);
    }
    try (Connection connection = forReads.getConnection()) {
      if (dialect == Dialect.POSTGRESQL) {
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      }
      connection.setAutoCommit(false);
      dialect.interpretQueries(connection);
      reading.set(connection);
      T result = work.on(connection);
      connection.rollback();
      return result;
    } finally {
      reading.remove();
    }
  }

  /** Closes the connection that writes, and with it what is not committed. The next write opens another. */
  @Override
  public synchronized void close() {
    Connection broken = writer;
    writer = null;
    if (broken != null) {
      try (Connection closed = broken) {
        if (!closed.isClosed()) {
          closed.rollback();
        }
      } catch (SQLException ignored) {
        // It is given up: the server or the file has forgotten the transaction by itself.
      }
    }
  }

  /** Rows that a query reads at a time: of 16 KiB each, they take 3 MB. */
  static <S extends Statement> S streaming(S statement) throws SQLException {
    statement.setFetchSize(200);
    return statement;
  }
}

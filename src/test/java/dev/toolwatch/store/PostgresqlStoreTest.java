package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.SteadyClock;
import dev.toolwatch.testing.CapturedLog;
import dev.toolwatch.testing.SettableTime;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real server, each test in a database of its own. */
class PostgresqlStoreTest extends StoreContract {
  private static EmbeddedPostgres server;
  private static int databases;

  private String database;

  @BeforeAll
  static void startServer() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @BeforeEach
  void createDatabase() throws SQLException {
    database = "store" + databases++;
    execute("CREATE DATABASE " + database);
  }

  @Override
  StoreLocation place() {
    return new StoreLocation.Server(server.getJdbcUrl("postgres", database), null, null);
  }

  @Override
  String refusalOfLargeRows() {
    return "ALTER TABLE rollups ADD CONSTRAINT refusal CHECK (operations <= 99)";
  }

  /** PgBouncer gives each transaction another connection, without the statements of the one before. */
  @Test
  void writes_leaveNoPreparedStatementsOnTheConnection() {
    Store store = store("a");
    for (int i = 1; i < 20; i++) {
      store.add(Batches.operations(START, FIND, Batches.rollup(i, 0.25, 1, 2)), i);
    }
    long prepared =
        store
            .transactions()
            .write(
                transaction -> {
                  try (Statement query = transaction.connection().createStatement();
                      ResultSet rows =
                          query.executeQuery("SELECT count(*) FROM pg_prepared_statements")) {
                    rows.next();
                    return rows.getLong(1);
                  }
                });
    assertThat(prepared).isZero();
  }

  @Test
  void replicas_addAndCompactAtOnce_nothingIsLostOrDoubled() throws Exception {
    Truth truth = new Truth();
    List<Batch> batches = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 240; i++) {
      batches.add(truth.add(minute(START) + random.nextInt(3 * 1440), random));
    }
    clock.advance(Duration.ofDays(10));
    ExecutorService threads = Executors.newFixedThreadPool(6);
    List<Future<?>> ends = new ArrayList<>();
    for (int replica = 0; replica < 3; replica++) {
      Store store = store("replica" + replica);
      int first = replica;
      ends.add(
          threads.submit(
              () -> {
                for (int i = first; i < batches.size(); i += 3) {
                  add(store, batches.get(i), i);
                }
              }));
      Store compacting = store("compacting" + replica);
      compacting.open();
      ends.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 12; i++) {
                  new Compaction(
                          compacting.database(),
                          compacting.history().calendar(),
                          compacting.badRows())
                      .run(minute(clock.instant()) + 10);
                  truth.checkNothingDoubled(compacting.history(), clock.instant());
                }
                return null;
              }));
    }
    for (Future<?> end : ends) {
      end.get(60, TimeUnit.SECONDS);
    }
    threads.shutdown();
    Store any = store("any");
    any.open();
    truth.check(any.history(), clock.instant());
    new Compaction(any.database(), any.history().calendar(), any.badRows())
        .run(minute(clock.instant()) + 20);
    truth.check(any.history(), clock.instant());
  }

  /** As a flusher does: what fails is tried again under its number. */
  private static void add(Store store, Batch batch, long sequence) {
    for (int attempt = 0; ; attempt++) {
      try {
        store.add(batch, sequence);
        return;
      } catch (StoreException e) {
        if (attempt == 5) {
          throw e;
        }
      }
    }
  }

  private void endConnections() throws SQLException {
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
            + database
            + "'");
  }

  @Test
  void adds_serverAway_fails_andGoesOnWhenItIsBack() throws SQLException {
    Store store = store("a");
    store.add(Batches.operations(START, FIND, Batches.rollup(3, 1, 1)), 1);
    execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
    endConnections();
    Batch batch = Batches.operations(START, FIND, Batches.rollup(2, 1, 1));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> store.add(batch, 2)).isInstanceOf(StoreException.class);
    }
    assertThatThrownBy(() -> calls(store, day(0))).isInstanceOf(StoreException.class);
    execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
    assertThat(store.add(batch, 2)).isTrue();
    assertThat(calls(store, day(0))).isEqualTo(5);
  }

  @Test
  void adds_whatTheServerRefuses_addsNothing_andReadsGoOn() {
    Store store = store("a");
    store.add(Batches.operations(START, FIND, Batches.rollup(3, 1, 1)), 1);
    Series refused = new Series(ServiceId.of("orders"), FIND.method(), "fi\0nd");
    assertThatThrownBy(
            () -> store.add(Batches.operations(START, refused, Batches.rollup(2, 1, 1)), 2))
        .isInstanceOf(DataRefusedException.class);
    assertThat(calls(store, day(0))).isEqualTo(3);
    assertThat(store.add(Batches.operations(START, FIND, Batches.rollup(2, 1, 1)), 3)).isTrue();
    assertThat(calls(store, day(0))).isEqualTo(5);
  }

  @Test
  void flush_batchWithAServiceThatTheServerRefuses_storesTheOthers() {
    Store store = store("a");
    Rollup rollup = Batches.rollup(2, 1, 1);
    Series refused = new Series(ServiceId.of("wi\0ki"), FIND.method(), "find");
    Queue<Batch> source = new ArrayDeque<>();
    source.add(Batches.operations(Map.of(minute(START), Map.of(FIND, rollup, refused, rollup))));
    source.add(Batches.operations(START, FIND, rollup));
    Flusher flusher =
        new Flusher(
            store,
            () -> source.isEmpty() ? Batch.EMPTY : source.remove(),
            List.of(),
            PAUSE,
            100,
            Duration.ofSeconds(10),
            clock,
            OutOfMemory.ofThisProcess());
    try (CapturedLog log = CapturedLog.start()) {
      flusher.flush();
      assertThat(log.text()).contains("1 rows of one service are dropped");
    }
    assertThat(calls(store, day(0))).isEqualTo(2);
    flusher.flush();
    assertThat(calls(store, day(0))).isEqualTo(4);
    clock.advance(Duration.ofMinutes(2));
    flusher.flush();
    assertThat(flusher.problem()).isEmpty();
  }

  @Test
  void writesFail_serverIsReadOnly_readsGoOn() throws SQLException {
    Store store = store("a");
    store.add(Batches.operations(START, FIND, Batches.rollup(3, 1, 1)), 1);
    execute("ALTER DATABASE " + database + " SET default_transaction_read_only = on");
    endConnections();
    Batch batch = Batches.operations(START, FIND, Batches.rollup(2, 1, 1));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> store.add(batch, 2)).isInstanceOf(StoreException.class);
      assertThat(calls(store, day(0))).isEqualTo(3);
    }
    execute("ALTER DATABASE " + database + " SET default_transaction_read_only = off");
    assertThat(store.add(batch, 2)).isTrue();
    assertThat(calls(store, day(0))).isEqualTo(5);
  }

  @Test
  void statement_beyondItsTime_isEnded_andTheQueryRefused() {
    QueryGate gate = new QueryGate(limits(1, Duration.ofMillis(50)), 0);
    try (StoreOpener opener =
        new StoreOpener(
            place(),
            ZoneOffset.UTC,
            "limited",
            gate,
            clock,
            new ExpiryTime(SteadyClock.of(clock)))) {
      opener.open();
      assertThatThrownBy(
              () ->
                  opener.query(
                      (transaction, query) ->
                          transaction.prepare("SELECT pg_sleep(60)").executeQuery()))
          .isInstanceOfSatisfying(
              QueryRefusedException.class,
              e -> assertThat(e.reason()).isEqualTo(QueryRefusedException.Reason.TIME));
      assertThat(
              opener.<Boolean>first(
                  (transaction, query) ->
                      transaction.prepare("SELECT pg_sleep(0.2)").executeQuery().next()))
          .isTrue();
    }
  }

  @Test
  void flush_clockDiffersFromTheDatabases_storesButMaintainsNothing_untilItIsRight() {
    SettableTime replica = new SettableTime(InstantSource.system().instant());
    replica.jump(Duration.ofMinutes(5));
    List<Instant> expired = new ArrayList<>();
    StoreListener listener =
        new StoreListener() {
          @Override
          public String task() {
            return "nothing";
          }

          @Override
          public void expire(Retention retention, Instant now) {
            expired.add(now);
          }
        };
    Store store =
        new Store(place(), new Calendar(ZoneOffset.UTC), PAUSE, RETENTION, "ahead", replica);
    try (store;
        CapturedLog log = CapturedLog.start()) {
      Flusher flusher =
          new Flusher(
              store,
              () -> Batch.EMPTY,
              List.of(listener),
              PAUSE,
              100,
              Duration.ofSeconds(10),
              replica,
              OutOfMemory.ofThisProcess());
      flusher.flush();
      assertThat(expired).isEmpty();
      assertThat(log.text()).contains("s ahead of the database's: nothing is compacted");
      assertThat(flusher.problem()).isEmpty();
      replica.jump(Duration.ofMinutes(-6));
      replica.advance(Duration.ofMinutes(1));
      flusher.flush();
      assertThat(expired).hasSize(1);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

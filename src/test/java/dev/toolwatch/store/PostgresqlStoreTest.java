package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.SteadyClock;
import dev.toolwatch.testing.CapturedLog;
import dev.toolwatch.testing.PostgresqlDatabase;
import dev.toolwatch.testing.SettableTime;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a real server, each test in a database of its own. */
class PostgresqlStoreTest extends StoreContract {
  @RegisterExtension static final PostgresqlDatabase DATABASE = new PostgresqlDatabase();

  @Override
  StoreLocation place() {
    return new StoreLocation.Server(DATABASE.url(), null, null);
  }

  /** Its kernel goes on answering for a process that is suspended, so the server sees nothing of it. */
  @Test
  void processThatIsSuspendedWithinATransaction_doesNotKeepItsLocks() throws Exception {
    String url = DATABASE.url();
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch woken = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Database asleep = Database.postgresql(url, null, null, Duration.ofMillis(300));
        Database awake = Database.postgresql(url, null, null)) {
      awake.write(connection -> run(connection, "CREATE TABLE counts (count INT)"));
      awake.write(connection -> run(connection, "INSERT INTO counts VALUES (1)"));
      Future<Integer> suspended =
          thread.submit(
              () ->
                  asleep.write(
                      connection -> {
                        run(connection, "UPDATE counts SET count = 10");
                        locked.countDown();
                        awaitWaking(woken);
                        return 0;
                      }));
      assertThat(locked.await(10, TimeUnit.SECONDS)).isTrue();
      awake.write(connection -> run(connection, "UPDATE counts SET count = count + 1"));
      woken.countDown();
      assertThatThrownBy(() -> suspended.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SQLException.class);
      int deleted =
          asleep.write(connection -> run(connection, "DELETE FROM counts WHERE count = 2"));
      assertThat(deleted).isEqualTo(1);
    } finally {
      thread.shutdownNow();
    }
  }

  private static int run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private static void awaitWaking(CountDownLatch woken) {
    try {
      assertThat(woken.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
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
    DATABASE.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
            + DATABASE.name()
            + "'");
  }

  @Test
  void adds_serverAway_fails_andGoesOnWhenItIsBack() throws SQLException {
    Store store = store("a");
    store.add(Batches.operations(START, FIND, Batches.rollup(3, 1, 1)), 1);
    DATABASE.execute("ALTER DATABASE " + DATABASE.name() + " ALLOW_CONNECTIONS false");
    endConnections();
    Batch batch = Batches.operations(START, FIND, Batches.rollup(2, 1, 1));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> store.add(batch, 2)).isInstanceOf(StoreException.class);
    }
    assertThatThrownBy(() -> calls(store, day(0))).isInstanceOf(StoreException.class);
    DATABASE.execute("ALTER DATABASE " + DATABASE.name() + " ALLOW_CONNECTIONS true");
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
    DATABASE.execute(
        "ALTER DATABASE " + DATABASE.name() + " SET default_transaction_read_only = on");
    endConnections();
    Batch batch = Batches.operations(START, FIND, Batches.rollup(2, 1, 1));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> store.add(batch, 2)).isInstanceOf(StoreException.class);
      assertThat(calls(store, day(0))).isEqualTo(3);
    }
    DATABASE.execute(
        "ALTER DATABASE " + DATABASE.name() + " SET default_transaction_read_only = off");
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
}

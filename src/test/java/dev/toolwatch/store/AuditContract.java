package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.testing.CapturedLog;
import dev.toolwatch.testing.SettableTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the audit trail does on every database. */
abstract class AuditContract {
  private static final Instant START = Instant.parse("2026-08-03T00:00:00Z");
  private static final Instant END = START.plus(Duration.ofDays(100));

  private final SettableTime clock = new SettableTime(START);
  private final List<Store> stores = new ArrayList<>();

  abstract StoreLocation place();

  /** For JDBC. */
  abstract String url();

  private Store store(String replica) {
    Store store =
        new Store(
            place(),
            new Calendar(ZoneOffset.UTC),
            Duration.ofMinutes(30),
            StoreContract.RETENTION,
            replica,
            clock);
    store.open();
    stores.add(store);
    return store;
  }

  @AfterEach
  void closeStores() {
    stores.forEach(Store::close);
  }

  private static AuditLog log(Store store) {
    return new AuditLog(store.transactions(), Duration.ofDays(60));
  }

  private static AuditEntry entry(Instant time, String who, String action, String subject) {
    return new AuditEntry(time, who, "10.0.0.7", action, subject, "a detail, of \"two\" lines\n2");
  }

  private static void add(Store store, AuditEntry entry) {
    store
        .transactions()
        .write(
            transaction -> {
              AuditLog.add(transaction, entry);
              return null;
            });
  }

  private static List<String> subjects(AuditLog log, AuditFilter filter) {
    return log.list(filter, Long.MAX_VALUE, 100).stream()
        .map(stored -> stored.entry().subject())
        .toList();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Test
  void entries_areListedLatestFirst_byEveryFilter() {
    Store store = store("a");
    AuditLog log = log(store);
    add(store, entry(START, "alice", "error.resolve", "1"));
    add(store, entry(START.plusSeconds(1), "bob", "error.reopen", "2"));
    add(store, entry(START.plusSeconds(2), "alice", "errors.all", "3"));
    add(store, new AuditEntry(START.plusSeconds(3), "eve", "10.0.0.8", "access.refuse", "api", ""));
    assertThat(subjects(log, AuditFilter.of(START, END))).containsExactly("api", "3", "2", "1");
    assertThat(subjects(log, new AuditFilter(START, END, "alice", null, null)))
        .containsExactly("3", "1");
    assertThat(subjects(log, new AuditFilter(START, END, null, "error", null)))
        .containsExactly("2", "1");
    assertThat(subjects(log, new AuditFilter(START, END, null, "error.reopen", null)))
        .containsExactly("2");
    assertThat(subjects(log, new AuditFilter(START, END, null, null, "10.0.0.8")))
        .containsExactly("api");
    assertThat(subjects(log, new AuditFilter(START, END, "alice", "error", "10.0.0.7")))
        .containsExactly("1");
    assertThat(subjects(log, new AuditFilter(START, END, null, "%", null))).isEmpty();
    assertThat(subjects(log, AuditFilter.of(START, START.plusSeconds(1)))).containsExactly("1");
    StoredAuditEntry third = log.list(AuditFilter.of(START, END), Long.MAX_VALUE, 2).get(1);
    assertThat(third.entry()).isEqualTo(entry(START.plusSeconds(2), "alice", "errors.all", "3"));
    assertThat(log.list(AuditFilter.of(START, END), third.id(), 1).get(0).entry().subject())
        .isEqualTo("2");
  }

  @Test
  void entry_isALineOfTheLog_onceItIsCommitted() {
    Store store = store("a");
    try (CapturedLog lines = CapturedLog.start()) {
      assertThatThrownBy(
              () ->
                  store
                      .transactions()
                      .write(
                          transaction -> {
                            AuditLog.add(transaction, entry(START, "alice", "error.resolve", "0"));
                            throw new IllegalStateException("the change fails");
                          }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(lines.text()).doesNotContain("toolwatch.audit");
      add(store, entry(START, "alice", "error.resolve", "1-x"));
      assertThat(lines.text())
          .contains(
              "INFO toolwatch.audit Audit: error.resolve by alice at 10.0.0.7: 1-x, a detail, of \"two\" lines 2");
    }
    assertThat(subjects(log(store), AuditFilter.of(START, END))).containsExactly("1-x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE audit SET who = 'mallory'",
        "UPDATE audit SET millis = 0",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE who = 'alice'",
        "UPDATE audit_kept SET first_millis = -1"
      })
  void entries_areNeitherChangedNorDeleted(String sql) {
    Store store = store("a");
    add(store, entry(START, "alice", "error.resolve", "1"));
    assertThatThrownBy(() -> execute(sql))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("audit trail");
    assertThat(subjects(log(store), AuditFilter.of(START, END))).containsExactly("1");
    assertThat(log(store).check()).isEqualTo(new AuditChain(1, null));
  }

  @Test
  void entries_goOnceTheyWereKeptLongEnough_andNotBefore() {
    Store store = store("a");
    AuditLog log = log(store);
    for (int day = 0; day < 4; day++) {
      add(store, entry(START.plus(Duration.ofDays(day)), "alice", "error.resolve", "n" + day));
    }
    log.expire(StoreContract.RETENTION, START.plus(Duration.ofDays(60)));
    assertThat(subjects(log, AuditFilter.of(START, END))).hasSize(4);
    log.expire(StoreContract.RETENTION, START.plus(Duration.ofDays(61)).plusMillis(1));
    assertThat(subjects(log, AuditFilter.of(START, END))).containsExactly("n3", "n2");
    assertThat(log.check()).isEqualTo(new AuditChain(2, null));
    log.expire(StoreContract.RETENTION, START.plus(Duration.ofDays(99)));
    assertThat(log.check()).isEqualTo(new AuditChain(0, null));
    add(store, entry(END.minusSeconds(1), "alice", "error.resolve", "last"));
    assertThat(subjects(log, AuditFilter.of(START, END))).containsExactly("last");
    assertThat(log.check()).isEqualTo(new AuditChain(1, null));
  }

  /** Whoever owns the database can switch the triggers off, but the digests tell. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE audit SET who = 'mallory' WHERE subject = 'n2'",
        "UPDATE audit SET detail = '' WHERE subject = 'n2'",
        "UPDATE audit SET address = '' WHERE subject = 'n2'",
        "DELETE FROM audit WHERE subject = 'n1'",
        "DELETE FROM audit WHERE subject IN ('n0', 'n1')"
      })
  void whatWasChangedOrRemoved_isFound(String sql) throws SQLException {
    Store store = store("a");
    for (int i = 0; i < 4; i++) {
      add(store, entry(START.plusSeconds(i), "alice", "error.resolve", "n" + i));
    }
    assertThat(log(store).check()).isEqualTo(new AuditChain(4, null));
    unguarded(sql);
    assertThat(log(store).check().brokenAt()).isEqualTo(START.plusSeconds(2));
  }

  /** Executes SQL without the triggers. */
  abstract void unguarded(String sql) throws SQLException;

  @Test
  void replicasThatWriteAtOnce_makeOneChain() throws Exception {
    List<Store> replicas =
        place() instanceof StoreLocation.Server
            ? List.of(store("a"), store("b"))
            : List.of(store("a"));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Callable<Void>> writers = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      String who = "w" + writer;
      Store store = replicas.get(writer % replicas.size());
      writers.add(
          () -> {
            for (int i = 0; i < 25; i++) {
              add(store, entry(START.plusMillis(i), who, "error.resolve", who + "-" + i));
            }
            return null;
          });
    }
    try {
      for (Future<Void> done : threads.invokeAll(writers)) {
        done.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(log(replicas.get(0)).check()).isEqualTo(new AuditChain(100, null));
  }

  @Test
  void queue_storesWhatWaits_once_andCountsWhatItCannotTake() {
    Store store = store("a");
    AuditQueue queue = new AuditQueue(store.transactions(), 3, clock);
    for (int i = 0; i < 3; i++) {
      assertThat(queue.offer(entry(START.plusSeconds(i), "alice", "session.sign-in", "n" + i)))
          .isTrue();
    }
    assertThat(queue.offer(entry(START, "alice", "session.sign-in", "n3"))).isFalse();
    assertThat(subjects(log(store), AuditFilter.of(START, END))).isEmpty();
    queue.flushed();
    queue.flushed();
    assertThat(subjects(log(store), AuditFilter.of(START, END))).containsExactly("n2", "n1", "n0");
    assertThat(queue.offer(entry(START, "alice", "session.sign-in", "n4"))).isTrue();
    queue.summed();
    assertThat(queue.families().toCompletableFuture().join().get(0).toString())
        .contains("stored", "summed", "lost");
  }
}

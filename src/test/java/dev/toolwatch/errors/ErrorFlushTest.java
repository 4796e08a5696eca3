package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.signal.RawError;
import dev.toolwatch.store.AuditEntry;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreException;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.Transactions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Error groups on their way to the store and back, with a store that fails. */
class ErrorFlushTest {
  @TempDir Path directory;

  private final MadeErrors made = new MadeErrors();
  private Store store;
  private RuntimeException failure;

  @BeforeEach
  void openStore() {
    store =
        new Store(
            new StoreLocation.Directory(directory),
            new Calendar(ZoneOffset.UTC),
            Duration.ofMinutes(30),
            new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1_000)),
            "the only one",
            new ErrorsFixture().clock);
    store.open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  /** A replica with its groups. */
  private final class Replica {
    final ErrorsFixture fixture = new ErrorsFixture(Map.of("toolwatch.errors.max-groups", "10"));
    final ErrorFlush flush =
        new ErrorFlush(
            fixture.errors,
            new ErrorGroupTable(new Failing(store.transactions())),
            ErrorsFixture.settings(Map.of()),
            fixture.clock);

    void happens(RawError error) {
      fixture.errors.take(MadeErrors.request(List.of(error)));
      fixture.settle();
    }

    List<Occasion> occasions() {
      return fixture.told.stream().map(ErrorsFixture.Told::occasion).toList();
    }
  }

  /** Writes fail as long as there is a failure. */
  private final class Failing implements Transactions {
    private final Transactions real;

    Failing(Transactions real) {
      this.real = real;
    }

    @Override
    public <T> T write(Work<T> work) {
      if (failure != null) {
        throw failure;
      }
      return real.write(work);
    }

    @Override
    public <T> T read(Work<T> work) {
      return real.read(work);
    }

    @Override
    public <T> T query(Work<T> work) {
      return real.query(work);
    }
  }

  private Map<String, Long> stored() {
    return new ErrorGroupTable(store.transactions())
        .load(100).stream().collect(Collectors.toMap(StoredGroup::type, StoredGroup::events));
  }

  @Test
  void restart_knowsTheGroups() {
    Replica before = new Replica();
    before.happens(made.of("shop", "1.0", "KeyError", "x"));
    before.flush.flushed();
    closeStore();
    openStore();
    Replica after = new Replica();
    after.flush.restore();
    after.happens(made.of("shop", "1.0", "KeyError", "x"));
    assertThat(after.occasions()).containsExactly(Occasion.ONGOING);
    after.flush.flushed();
    assertThat(stored()).isEqualTo(Map.of("KeyError", 2L));
  }

  /** What waits meanwhile has the limit that groups have, however often a flush is tried. */
  @Test
  void whileTheStoreFails_noMoreIsTakenOfTheGroups() {
    Replica replica = new Replica();
    failure = new StoreException("away");
    replica.happens(made.distinct("shop", 1));
    assertThatThrownBy(replica.flush::flushed).isSameAs(failure);
    replica.happens(made.distinct("shop", 2));
    assertThatThrownBy(replica.flush::flushed).isSameAs(failure);
    assertThat(replica.fixture.errors.groups().take()).hasSize(1);
  }

  @Test
  void storeThatFails_getsAllOnce_whenItIsBack() {
    Replica replica = new Replica();
    failure = new StoreException("away");
    for (int i = 0; i < 50; i++) {
      replica.happens(made.distinct("shop", i % 20));
      assertThatThrownBy(replica.flush::flushed).isSameAs(failure);
    }
    failure = null;
    replica.flush.flushed();
    replica.flush.flushed();
    assertThat(stored().values().stream().mapToLong(events -> events).sum()).isEqualTo(50);
    assertThat(stored()).hasSizeLessThanOrEqualTo(21);
    assertThat(replica.flush.unstored()).isZero();
  }

  @Test
  void partThatTheStoreRefuses_isCounted_andDoesNotKeepOthersBack() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("toolwatch.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TRIGGER refuse BEFORE INSERT ON error_groups WHEN NEW.type = 'BadError'"
              + " BEGIN SELECT RAISE(ABORT, 'not this one'); END");
    }
    Replica replica = new Replica();
    replica.happens(made.of("shop", "1.0", "BadError", "x"));
    replica.happens(made.of("shop", "1.0", "BadError", "x"));
    replica.happens(made.of("shop", "1.0", "KeyError", "x"));
    replica.flush.flushed();
    assertThat(replica.flush.unstored()).isEqualTo(2);
    assertThat(stored()).isEqualTo(Map.of("KeyError", 1L));
  }

  @Test
  void stateThatAnotherReplicaHasSet_isTakenOver() {
    Replica one = new Replica();
    Replica other = new Replica();
    one.happens(made.of("shop", "1.0", "KeyError", "x"));
    one.flush.flushed();
    other.flush.restore();
    Fingerprint fingerprint = one.fixture.told.get(0).event().grouping().fingerprint();
    new ErrorGroupTable(store.transactions())
        .change(
            fingerprint,
            events ->
                new GroupState(
                    GroupStatus.RESOLVED, false, one.fixture.clock.millis(), "admin", "", 0, 0),
            new AuditEntry(one.fixture.clock.instant(), "admin", "", "error.resolve", "1-x", ""));
    other.flush.flushed();
    other.fixture.clock.advance(Duration.ofMinutes(5));
    other.happens(
        made.at(other.fixture.clock.instant().getEpochSecond()).of("shop", "1.0", "KeyError", "x"));
    assertThat(other.occasions()).containsExactly(Occasion.REGRESSED);
  }
}

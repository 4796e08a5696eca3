package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What probes do over time, on every database: when they run, what they count as, what is stored. */
abstract class ProbesContract {
  static final Instant START = Instant.parse("2026-08-03T00:00:00Z");
  static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Retention RETENTION =
      new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1095));
  static final Range DAY = new Range(START, START.plus(Duration.ofDays(1)));

  final SettableTime clock = new SettableTime(START);
  final List<Store> stores = new ArrayList<>();
  final OtherSide other = new OtherSide(clock);
  final Probe probe = probe(other);

  /** An empty database is there before each test. */
  abstract StoreLocation place();

  @AfterEach
  void closeStores() {
    stores.forEach(Store::close);
  }

  /** The other side, as a check finds it. */
  static final class OtherSide implements Check {
    final List<Instant> checked = new ArrayList<>();
    private final SettableTime clock;
    Verdict verdict = Verdict.UP;
    Duration takes = Duration.ofMillis(100);
    String[] tools;

    OtherSide(SettableTime clock) {
      this.clock = clock;
    }

    @Override
    public Reading run(Steps steps) throws CheckFailure {
      checked.add(clock.instant());
      clock.advance(takes);
      if (verdict != Verdict.UP) {
        throw new CheckFailure(verdict, "is " + verdict.label());
      }
      return tools == null ? Reading.of("is up") : new Reading("is up", facts(tools));
    }
  }

  /** Of a server with these tools. */
  static McpFacts facts(String... tools) {
    SortedMap<String, ToolDigest> definitions = new TreeMap<>();
    for (String tool : tools) {
      definitions.put(tool, new ToolDigest(tool, "schema", "other", null));
    }
    return new McpFacts("orders", "1", "2025-11-25", List.of("tools"), definitions);
  }

  /** One process with the store. Its checks run on the thread of {@link #tick}. */
  final class Replica {
    final Store store;
    final ProbeTable table;
    final ProbeStates states = new ProbeStates();
    final ProbeLoop loop;
    private final ProbeFlush flush;

    Replica(String name, Probe... probes) {
      store =
          new Store(
              place(),
              new Calendar(ZoneOffset.UTC),
              Duration.ofMinutes(30),
              RETENTION,
              name,
              clock);
      stores.add(store);
      store.open();
      table = new ProbeTable(store.transactions());
      flush = new ProbeFlush(states::drain, table::add, clock);
      boolean shared = place() instanceof StoreLocation.Server;
      loop =
          new ProbeLoop(
              List.of(probes),
              table,
              new Turns(table, shared, clock, new SplittableRandom(1), Runnable::run),
              states,
              new ProbeRunner(clock),
              Runnable::run);
    }

    /** A second of it, and a flush. */
    void tick() {
      loop.tick();
    }

    void flush() {
      flush.flush();
      states.show(table.statuses(), loop.held());
    }

    ProbeHistory history(Probe probe) {
      return new ProbeHistory(
          store.transactions(), () -> List.of(ProbeView.of(probe, ProbeStatus.UNKNOWN)));
    }
  }

  static Probe probe(Check check) {
    return new Probe(
        "orders",
        Kind.HTTP,
        "http://orders:8080/",
        "orders",
        check,
        INTERVAL,
        Duration.ofSeconds(10),
        3,
        Duration.ofSeconds(2),
        ServiceId.of("acme/orders"));
  }

  /** Lets so many seconds pass, with all of these replicas; two at a time, to ask a server less often. */
  void run(int seconds, Replica... replicas) {
    for (int i = 0; i < seconds; i += 2) {
      for (Replica replica : replicas) {
        replica.tick();
        if (i % 10 == 8) {
          replica.flush();
        }
      }
      clock.advance(Duration.ofSeconds(Math.min(2, seconds - i)));
    }
  }

  @Test
  void checks_comeAtTheirInterval_withALittleJitter() {
    Replica replica = new Replica("a", probe(other));
    run(600, replica);
    assertThat(other.checked).hasSizeBetween(18, 21);
    for (int i = 1; i < other.checked.size(); i++) {
      assertThat(Duration.between(other.checked.get(i - 1), other.checked.get(i)))
          .isBetween(INTERVAL, INTERVAL.plusSeconds(5));
    }
  }

  @Test
  void failures_countOnlyInARow_oneSuccessIsEnough() {
    Replica replica = new Replica("a", probe);
    run(60, replica);
    Map<Integer, Boolean> failed = new TreeMap<>();
    for (int i = 0; i < 8; i++) {
      other.verdict = i == 1 || i == 6 ? Verdict.UP : Verdict.DOWN;
      int before = other.checked.size();
      while (other.checked.size() == before) {
        run(1, replica);
      }
      failed.put(i, replica.states.of(probe).isFailed());
    }
    assertThat(failed.values())
        .containsExactly(false, false, false, false, true, true, false, false);
  }

  /** With three failures in a row: two intervals after the first that fails, and their jitter. */
  @Test
  void aServiceThatDies_isFoundAfterItsFailuresInARow() {
    Replica replica = new Replica("a", probe);
    run(100, replica);
    other.verdict = Verdict.DOWN;
    Instant died = clock.instant();
    while (!replica.states.of(probe).isFailed()) {
      run(1, replica);
    }
    assertThat(Duration.between(died, clock.instant()))
        .isBetween(INTERVAL.multipliedBy(2), INTERVAL.multipliedBy(3).plusSeconds(15));
  }

  @Test
  void aSlowAnswer_isASuccess_andSaidToBeSlow() {
    other.takes = Duration.ofMillis(2_500);
    Replica replica = new Replica("a", probe);
    run(40, replica);
    assertThat(replica.states.of(probe).state()).isEqualTo(Verdict.SLOW);
    assertThat(replica.states.of(probe).isFailed()).isFalse();
  }

  @Test
  void history_hasEveryCheckOnce_byMinuteAndByHour() {
    Replica replica = new Replica("a", probe);
    run(600, replica);
    other.verdict = Verdict.DOWN;
    run(600, replica);
    replica.flush();
    ProbeHistory history = replica.history(probe);
    ProbeCounts hour = history.counts("orders", DAY, true).get(START);
    ProbeCounts minutes =
        history.counts("orders", DAY, false).values().stream()
            .reduce(ProbeCounts.NONE, ProbeCounts::plus);
    assertThat(hour).isEqualTo(minutes).isEqualTo(history.sums(DAY).get("orders"));
    assertThat(hour.checks()).isEqualTo(other.checked.size());
    assertThat(hour.failed()).isBetween(17L, 21L);
    assertThat(hour.down()).isEqualTo(hour.failed() - 2);
    assertThat(hour.mostNanos()).isEqualTo(other.takes.toNanos());
  }

  @Test
  void minutes_ofTheService_areUpAndThenDown() {
    Replica replica = new Replica("a", probe);
    run(300, replica);
    other.verdict = Verdict.DOWN;
    run(300, replica);
    replica.flush();
    CheckedMinutes minutes =
        replica.history(probe).minutes(DAY, service -> true).get(ServiceId.of("acme/orders"));
    assertThat(minutes.tells(3)).isTrue();
    assertThat(minutes.isDown(3)).isFalse();
    assertThat(minutes.isDown(8)).isTrue();
    assertThat(minutes.tells(13)).isFalse();
    assertThat(replica.history(probe).first(service -> true))
        .containsEntry(ServiceId.of("acme/orders"), START);
  }

  /** Its checks come to the store in different flushes. */
  @Test
  void minuteThatWasUpAndDown_isUp() {
    Replica replica = new Replica("a", probe);
    run(35, replica);
    replica.flush();
    other.verdict = Verdict.DOWN;
    while (!replica.states.of(probe).isFailed()) {
      run(1, replica);
    }
    replica.flush();
    int last = clock.instant().minusMillis(1).atZone(ZoneOffset.UTC).getMinute();
    other.verdict = Verdict.UP;
    while (replica.states.of(probe).isFailed()) {
      run(1, replica);
    }
    replica.flush();
    int up = clock.instant().minusMillis(1).atZone(ZoneOffset.UTC).getMinute();
    CheckedMinutes minutes =
        replica.history(probe).minutes(DAY, service -> true).get(ServiceId.of("acme/orders"));
    assertThat(minutes.isDown(0)).isFalse();
    assertThat(minutes.isDown(last)).isEqualTo(last != up);
    assertThat(minutes.isDown(up)).isFalse();
  }

  /** The next check may take as long to come as an interval. */
  @Test
  void stateOfNow_lasts() {
    CheckedMinutes minutes = new CheckedMinutes(DAY);
    ProbeStatus down =
        new ProbeStatus(Verdict.DOWN, START, START, Verdict.DOWN, "", 0, 3, null, null, null);
    assertThat(minutes.last(down, Duration.ofMinutes(5))).isTrue();
    assertThat(minutes.tells(0)).isFalse();
    assertThat(minutes.isDown(1)).isTrue();
    assertThat(minutes.isDown(10)).isTrue();
    assertThat(minutes.tells(11)).isFalse();
    ProbeStatus refused =
        new ProbeStatus(Verdict.REFUSED, START, START, Verdict.REFUSED, "", 0, 3, null, null, null);
    assertThat(minutes.last(refused, Duration.ofMinutes(5))).isFalse();
  }

  /** Such as a class that a native executable lacks. */
  @Test
  void checkThatCannotBeRun_isDown() {
    Probe broken =
        probe(
            steps -> {
              throw new NoClassDefFoundError("a/Class");
            });
    Replica replica = new Replica("a", broken);
    run(100, replica);
    assertThat(replica.states.of(broken).state()).isEqualTo(Verdict.DOWN);
    assertThat(replica.states.of(broken).message()).contains("the check itself failed");
  }

  @Test
  void whatIsKnown_isThereAfterARestart() {
    other.verdict = Verdict.DOWN;
    Replica replica = new Replica("a", probe);
    run(120, replica);
    replica.flush();
    ProbeStatus before = replica.states.of(probe);
    assertThat(before.state()).isEqualTo(Verdict.DOWN);
    replica.table.release();
    replica.store.close();
    Replica after = new Replica("a", probe);
    after.loop.tick();
    assertThat(after.states.of(probe).state()).isEqualTo(Verdict.DOWN);
    assertThat(after.states.of(probe).since()).isEqualTo(before.since());
  }

  @Test
  void tools_thatChange_areDatedAndNamed() {
    other.tools = new String[] {"find", "make"};
    Replica replica = new Replica("a", probe);
    run(100, replica);
    assertThat(replica.states.of(probe).changedAt()).isNull();
    Instant change = clock.instant();
    other.tools = new String[] {"find", "drop"};
    run(100, replica);
    replica.flush();
    List<ProbeHistory.Change> changes = replica.history(probe).changes("orders", DAY, 10);
    assertThat(changes).hasSize(1);
    assertThat(changes.get(0).at()).isBetween(change, change.plusSeconds(40));
    assertThat(changes.get(0).changes().added()).containsExactly("drop");
    assertThat(changes.get(0).changes().removed()).containsExactly("make");
    assertThat(replica.states.of(probe).changedAt()).isEqualTo(changes.get(0).at());
    assertThat(replica.states.of(probe).mcp().tools()).containsOnlyKeys("drop", "find");
  }

  @Test
  void whatIsOld_expires() {
    Replica replica = new Replica("a", probe);
    run(120, replica);
    replica.flush();
    replica.table.expire(RETENTION, START.plus(Duration.ofDays(9)));
    assertThat(replica.history(probe).counts("orders", DAY, false)).isEmpty();
    assertThat(replica.history(probe).counts("orders", DAY, true)).hasSize(1);
    replica.table.expire(RETENTION, START.plus(Duration.ofDays(1100)));
    assertThat(replica.history(probe).counts("orders", DAY, true)).isEmpty();
  }

  @Test
  void probeThatIsGone_isForgottenAfterTheDaysThatAreKept() {
    Replica replica = new Replica("a", probe);
    run(120, replica);
    replica.flush();
    Instant last = other.checked.get(other.checked.size() - 1);
    replica.table.expire(RETENTION, last.plus(Duration.ofDays(1090)));
    assertThat(replica.table.statuses()).containsOnlyKeys("orders");
    replica.table.expire(RETENTION, last.plus(Duration.ofDays(1100)));
    assertThat(replica.table.statuses()).isEmpty();
  }

  /** Such as one that was switched off for long, or whose first check is not in the store yet. */
  @Test
  void probeThatIsForgotten_isRunAllTheSame() {
    Replica replica = new Replica("a", probe);
    run(120, replica);
    replica.flush();
    replica.table.expire(RETENTION, START.plus(Duration.ofDays(1100)));
    int before = other.checked.size();
    run(120, replica);
    replica.flush();
    assertThat(other.checked.size() - before).isBetween(3, 5);
    assertThat(replica.table.statuses()).containsOnlyKeys("orders");
  }

  @Test
  void findingThatTheDatabaseRefuses_doesNotKeepTheOthersOut() {
    Replica replica = new Replica("a", probe);
    other.tools = new String[] {"find"};
    for (int i = 0; i < 40; i++) {
      replica.tick();
      clock.advance(Duration.ofSeconds(30));
    }
    ProbeTable.Addition found = replica.states.drain();
    List<ProbeTable.ToolsChanged> changes = new ArrayList<>(found.changes());
    changes.add(new ProbeTable.ToolsChanged(null, START, "{}"));
    changes.add(new ProbeTable.ToolsChanged("orders", START.plusSeconds(1), "{}"));
    ProbeFlush flush =
        new ProbeFlush(
            () -> new ProbeTable.Addition(found.statuses(), found.minutes(), changes),
            replica.table::add,
            clock);
    flush.flush();
    assertThat(replica.table.statuses()).containsOnlyKeys("orders");
    assertThat(replica.history(probe).changes("orders", DAY, 10)).hasSize(1);
    assertThat(replica.history(probe).sums(DAY).get("orders").checks())
        .isEqualTo(other.checked.size());
  }

  @Test
  void storeThatIsAway_doesNotStopTheChecks_andNothingIsLost() {
    Replica replica = new Replica("a", probe);
    run(60, replica);
    replica.flush();
    int before = other.checked.size();
    replica.store.close();
    for (int i = 0; i < 300; i++) {
      replica.tick();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(other.checked.size() - before).isBetween(8, 11);
    replica.store.open();
    replica.flush();
    assertThat(replica.history(probe).sums(DAY).get("orders").checks())
        .isEqualTo(other.checked.size());
  }
}

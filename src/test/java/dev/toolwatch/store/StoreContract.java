package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolwatch.signal.LogMemory;
import dev.toolwatch.signal.LogPosition;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.QueryRefusedException.Reason;
import dev.toolwatch.testing.SettableTime;
import dev.toolwatch.testing.Stores;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store does on every database. */
abstract class StoreContract {
  static final Duration PAUSE = Duration.ofMinutes(30);

  static final Retention RETENTION =
      new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1095));

  /** A Monday. */
  static final Instant START = Instant.parse("2026-08-03T00:00:00Z");

  static final Series FIND = new Series(ServiceId.of("orders"), "tools/call", "find_order");
  static final Series LIST = new Series(ServiceId.of("orders"), "tools/list", "");

  final SettableTime clock = new SettableTime(START);

  private final List<Store> stores = new ArrayList<>();

  /** An empty database is there before each test. */
  abstract StoreLocation place();

  Store store(String replica, ZoneId zone) {
    Store store = new Store(place(), new Calendar(zone), PAUSE, RETENTION, replica, clock);
    stores.add(store);
    return store;
  }

  Store store(String replica) {
    return store(replica, ZoneOffset.UTC);
  }

  /** A store whose clock stands still. */
  static Store at(StoreLocation place, Instant now) {
    return new Store(
        place, new Calendar(ZoneOffset.UTC), PAUSE, RETENTION, "test", InstantSource.fixed(now));
  }

  @AfterEach
  void closeStores() {
    stores.forEach(Store::close);
  }

  @Test
  void operations_addedTwiceUnderOneNumber_countOnce() {
    Store store = store("a");
    Batch batch = Batches.operations(START, FIND, Batches.rollup(3, 0.25, 1, 2));
    assertThat(store.add(batch, 1)).isTrue();
    assertThat(store.add(batch, 1)).isFalse();
    Truth.assertSame(
        store.history().operations(day(0), Filter.tools(null)),
        batch.operations().get(minute(START)));
  }

  private static LogPosition takeOver(Store store, String log) {
    return store.transactions().write(transaction -> transaction.takeOver(log));
  }

  /** Where an owner has come to, and what it remembers. */
  private static LogPosition reached(
      LogPosition taken, long replayFrom, long read, LogMemory memory) {
    return new LogPosition(taken.log(), taken.owner(), replayFrom, read, memory);
  }

  private static LogMemory whole(Map<String, byte[]> parts) {
    return LogMemory.whole(parts);
  }

  @Test
  void logs_newOne_hasNeverBeenRead() {
    LogPosition taken = takeOver(store("a"), "orders-0");
    assertThat(taken.isNew()).isTrue();
    assertThat(taken.memory().names()).isEmpty();
  }

  @Test
  void logs_positionsAndMemory_areStoredWithTheBatch_andLeftToTheNextOwner() {
    Store store = store("a");
    LogPosition first = takeOver(store, "orders-0");
    Map<String, byte[]> parts = Map.of("spans", new byte[] {1, 2}, "marks", new byte[] {3});
    Batch batch = Batches.operations(START, FIND, Batches.rollup(3, 0.25));
    assertThat(store.add(batch.at(List.of(reached(first, 40, 70, whole(parts)))), 1)).isTrue();
    LogMemory changes = new LogMemory(Map.of("marks", new byte[] {4}), Set.of("marks"));
    store.add(Batch.EMPTY.at(List.of(reached(first, 60, 90, changes))), 2);

    LogPosition second = takeOver(store("b"), "orders-0");
    assertThat(second.owner()).isGreaterThan(first.owner());
    assertThat(second.replayFrom()).isEqualTo(60);
    assertThat(second.read()).isEqualTo(90);
    assertThat(second.memory().names()).containsExactly("marks");
    assertThat(second.memory().changed().get("marks")).containsExactly(4);
    assertThat(takeOver(store, "orders-1").isNew()).isTrue();
  }

  @Test
  void logs_batchOfAnOwnerBefore_isRefusedAsAWhole() {
    Store store = store("a");
    LogPosition lost = takeOver(store, "orders-0");
    LogPosition kept = takeOver(store, "orders-1");
    LogPosition others = takeOver(store("b"), "orders-0");
    Batch batch =
        Batches.operations(START, FIND, Batches.rollup(3, 0.25))
            .at(List.of(reached(lost, 5, 5, LogMemory.NONE), reached(kept, 8, 8, LogMemory.NONE)));
    assertThatThrownBy(() -> store.add(batch, 1)).isInstanceOf(FencedException.class);
    assertThat(store.history().operations(day(0), Filter.tools(null))).isEmpty();
    assertThat(takeOver(store, "orders-1").isNew()).isTrue();

    Batch after = Batch.EMPTY.at(List.of(reached(others, 5, 5, LogMemory.NONE)));
    assertThat(store("b").add(after, 1)).isTrue();
    assertThat(store.add(Batches.operations(START, FIND, Batches.rollup(1, 0.25)), 1)).isTrue();
  }

  @Test
  void logs_sameBatchAgain_afterAnotherOwnerCame_isStoredAlready() {
    Store store = store("a");
    LogPosition taken = takeOver(store, "orders-0");
    Batch batch =
        Batches.operations(START, FIND, Batches.rollup(3, 0.25))
            .at(List.of(reached(taken, 5, 5, LogMemory.NONE)));
    assertThat(store.add(batch, 1)).isTrue();
    LogPosition next = takeOver(store("b"), "orders-0");
    assertThat(next.read()).isEqualTo(5);
    assertThat(store.add(batch, 1)).isFalse();
  }

  /** What makes the database refuse roll-ups of more than 99 operations. */
  abstract String refusalOfLargeRows();

  /** What one source of logs has counted, handed over once. */
  private static final class OneBatch implements LogSource {
    private Batch batch;

    OneBatch(Batch batch) {
      this.batch = batch;
    }

    @Override
    public Batch handOver() {
      Batch taken = batch;
      batch = Batch.EMPTY;
      return taken;
    }

    @Override
    public void sync(Batch batch) {}

    @Override
    public void stored(Batch batch) {}

    @Override
    public void fenced() {
      throw new IllegalStateException("fenced");
    }
  }

  private Flusher flusher(Store store, LogSource log) {
    return new Flusher(
        store,
        () -> Batch.EMPTY,
        () -> List.of(log),
        List.of(),
        PAUSE,
        1000,
        Duration.ofSeconds(10),
        clock,
        OutOfMemory.ofThisProcess());
  }

  /**
   * A crash after the counts were written and before the position was: neither is stored, and the next
   * process counts the same records once, without what is refused.
   */
  @Test
  void logs_batchWithAServiceThatIsRefused_andAFaultBeforeThePosition_isStoredOnce() {
    Store first = store("a");
    LogPosition taken = takeOver(first, "orders-0");
    Stores.execute(first, refusalOfLargeRows());
    Series refused = new Series(ServiceId.of("wiki"), FIND.method(), "find");
    Series last = new Series(ServiceId.of("zoo"), FIND.method(), "find");
    Rollup few = Batches.rollup(3, 0.25);
    Batch counted =
        Batches.operations(
            Map.of(
                minute(START), Map.of(FIND, few, refused, Batches.rollup(100, 0.25), last, few)));
    Stores.execute(first, "ALTER TABLE log_positions RENAME TO aside");
    Flusher crashed =
        flusher(first, new OneBatch(counted.at(List.of(reached(taken, 5, 5, LogMemory.NONE)))));
    crashed.flush();
    assertThat(crashed.problem()).isPresent();
    assertThat(first.history().operations(day(0), Filter.tools(null))).isEmpty();
    Stores.execute(first, "ALTER TABLE aside RENAME TO log_positions");
    first.close();

    Store next = store("b");
    LogPosition again = takeOver(next, "orders-0");
    assertThat(again.isNew()).isTrue();
    Flusher flusher =
        flusher(next, new OneBatch(counted.at(List.of(reached(again, 5, 5, LogMemory.NONE)))));
    flusher.flush();
    flusher.flush();
    assertThat(flusher.problem()).isEmpty();
    Truth.assertSame(
        next.history().operations(day(0), Filter.tools(null)), Map.of(FIND, few, last, few));
    assertThat(takeOver(next, "orders-0").read()).isEqualTo(5);
  }

  @Test
  void logs_thatNobodyReads_areForgottenAfterAMonth_butNotTheirPositions() throws SQLException {
    Store store = store("a");
    LogPosition gone = takeOver(store, "orders-0");
    LogPosition read = takeOver(store, "orders-1");
    LogMemory memory = whole(Map.of("spans", new byte[] {1, 2}));
    store.add(Batch.EMPTY.at(List.of(reached(gone, 5, 5, memory))), 1);
    store.add(Batch.EMPTY.at(List.of(reached(read, 6, 6, memory))), 2);
    for (int day = 1; day <= 31; day++) {
      clock.advance(Duration.ofDays(1));
      store.add(Batch.EMPTY.at(List.of(reached(read, 6, 6, memory))), 2 + day);
      store.maintain();
      assertThat(count(store, "log_memory")).isEqualTo(day <= 30 ? 2 : 1);
    }
    LogPosition back = takeOver(store, "orders-0");
    assertThat(back.read()).isEqualTo(5);
    assertThat(back.memory().names()).isEmpty();
    assertThat(takeOver(store, "orders-1").memory().names()).containsExactly("spans");
  }

  @Test
  void logs_positions_goWithTheLastRollups() throws SQLException {
    Store store = store("a");
    store.add(
        Batch.EMPTY.at(List.of(reached(takeOver(store, "orders-0"), 5, 5, LogMemory.NONE))), 1);
    clock.advance(RETENTION.of(Tier.DAY));
    store.maintain();
    assertThat(count(store, "log_positions")).isEqualTo(1);
    clock.advance(Duration.ofMinutes(1));
    store.maintain();
    assertThat(count(store, "log_positions")).isZero();
    assertThat(takeOver(store, "orders-0").isNew()).isTrue();
  }

  /** A version before has not written when it read a log: it counts from when that is noticed. */
  @Test
  void logs_withoutADate_areAsOldAsWhenFirstSeen() throws SQLException {
    Store store = store("a");
    LogMemory memory = whole(Map.of("spans", new byte[] {1, 2}));
    store.add(Batch.EMPTY.at(List.of(reached(takeOver(store, "orders-0"), 5, 5, memory))), 1);
    Stores.execute(store, "UPDATE log_positions SET last_minute = 0");
    store.maintain();
    assertThat(count(store, "log_memory")).isEqualTo(1);
    clock.advance(Duration.ofDays(31));
    store.maintain();
    assertThat(count(store, "log_memory")).isZero();
    assertThat(takeOver(store, "orders-0").read()).isEqualTo(5);
  }

  @Test
  void operations_ofOneMinuteInSeveralFlushes_areTheirSum() {
    Store store = store("a");
    Rollup first = Batches.rollup(3, 0.25, 1, 2);
    Rollup second = Batches.rollup(2, 4, 2, 3);
    store.add(Batches.operations(START, FIND, first), 1);
    store.add(Batches.operations(START, FIND, second), 2);
    Truth.assertSame(
        store.history().operations(day(0), Filter.tools(ServiceId.of("orders"))),
        Map.of(FIND, first.plus(second)));
  }

  @Test
  void answers_areTheSame_beforeAndAfterCompaction_fromAnyReplica() {
    Truth truth = new Truth();
    List<Store> replicas = List.of(store("a"), store("b"));
    SplittableRandom random = new SplittableRandom(7);
    long[] sequence = new long[replicas.size()];
    for (int step = 0; step < 300; step++) {
      clock.advance(Duration.ofMinutes(97));
      int replica = random.nextInt(replicas.size());
      // One in ten comes late.
      long late = random.nextInt(10) == 0 ? random.nextInt(1440) : 0;
      Batch batch = truth.add(minute(clock.instant()) - late, random);
      replicas.get(replica).add(batch, ++sequence[replica]);
      if (step % 40 == 0) {
        replicas.get(random.nextInt(replicas.size())).maintain();
      }
      if (step % 60 == 0) {
        truth.check(replicas.get(random.nextInt(replicas.size())).history(), clock.instant());
      }
    }
    for (int i = 0; i < 3; i++) {
      truth.check(replicas.get(0).history(), clock.instant());
      truth.check(replicas.get(1).history(), clock.instant());
      clock.advance(Duration.ofMinutes(10));
      replicas.get(1).maintain();
    }
  }

  Store store(QueryLimits limits) {
    Store store =
        new Store(
            place(), new Calendar(ZoneOffset.UTC), PAUSE, RETENTION, "limited", limits, clock);
    stores.add(store);
    return store;
  }

  static QueryLimits limits(int cells, Duration time) {
    return new QueryLimits(1, 1, 1, 0, Duration.ZERO, Duration.ofMinutes(1), time, cells);
  }

  private static Reason refusal(Runnable query) {
    return catchThrowableOfType(QueryRefusedException.class, query::run).reason();
  }

  @Test
  void query_withinLimits_isAnswered_beyondThem_isRefused() {
    Store store = store(limits(2, Duration.ofMinutes(1)));
    store.add(Batches.operations(START, FIND, Batches.rollup(3, 0.25, 1)), 1);
    List<Range> two = store.history().calendar().split(days(2), Tier.DAY);
    List<Range> three = store.history().calendar().split(days(3), Tier.DAY);
    List<Long> totals = new ArrayList<>();
    store.history().forEachSlice(two, Filter.tools(null), (slice, sum) -> totals.add(sum.total()));
    assertThat(totals).containsExactly(3L, 0L);
    assertThat(refusal(() -> store.history().operations(three, Filter.tools(null))))
        .isEqualTo(Reason.SIZE);
    assertThat(
            refusal(
                () -> store.history().forEachSlice(three, Filter.tools(null), (day, sum) -> {})))
        .isEqualTo(Reason.SIZE);
    assertThat(
            store
                .history()
                .<List<?>>beforeQueries(
                    () -> store.history().operations(three, Filter.tools(null))))
        .hasSize(3);
  }

  @Test
  void query_beyondItsTime_isRefused_andLeavesNoTransactionBehind() {
    Store store = store(limits(100, Duration.ZERO));
    store.add(Batches.operations(START, FIND, Batches.rollup(3, 0.25, 1)), 1);
    History history = store.history();
    for (int i = 0; i < 2; i++) {
      assertThat(refusal(() -> history.operations(day(0), Filter.tools(null))))
          .isEqualTo(Reason.TIME);
    }
    assertThat(history.beforeQueries(() -> history.operations(day(0), Filter.tools(null))))
        .containsOnlyKeys(FIND);
  }

  private static Range days(int days) {
    return new Range(START, START.plus(Duration.ofDays(days)));
  }

  /** Few of many series are read in another way than all. */
  @Test
  void totalsOfSlices_areThoseOfTheirSeries_ofFewSeriesAndOfMany() {
    Store store = store("a");
    SplittableRandom random = new SplittableRandom(9);
    for (int step = 1; step <= 120; step++) {
      clock.advance(Duration.ofMinutes(173));
      Map<Series, Rollup> rows = new HashMap<>();
      for (int i = 0; i < 20; i++) {
        Series series =
            new Series(
                ServiceId.of("service" + random.nextInt(3)),
                "tools/call",
                "tool" + random.nextInt(12));
        double seconds = Math.exp(4 * random.nextGaussian());
        rows.put(series, Batches.rollup(1 + random.nextInt(9), seconds, random.nextInt(1, 2000)));
      }
      store.add(Batches.operations(Map.of(minute(clock.instant()), rows)), step);
      if (step % 25 == 0) {
        store.maintain();
      }
    }
    History history = store.history();
    Range range =
        new Range(START.plus(Duration.ofMinutes(137)), clock.instant().plus(Duration.ofDays(1)));
    for (Filter filter :
        List.of(
            Filter.tools(null),
            Filter.tool(null, "tool3"),
            Filter.tool(ServiceId.of("service1"), "tool5"))) {
      for (Tier tier : List.of(Tier.HOUR, Tier.DAY, Tier.WEEK)) {
        List<Range> slices = history.calendar().split(range, tier);
        List<Range> seen = new ArrayList<>();
        List<Rollup> totals = new ArrayList<>();
        history.forEachSlice(
            slices,
            filter,
            (slice, sum) -> {
              seen.add(slice);
              totals.add(sum);
            });
        assertThat(seen).isEqualTo(slices);
        List<Map<Series, Rollup>> all = history.operations(slices, filter);
        for (int i = 0; i < slices.size(); i++) {
          Rollup sum = all.get(i).values().stream().reduce(Rollup.EMPTY, Rollup::plusWide);
          Truth.assertSame(Map.of(FIND, totals.get(i)), Map.of(FIND, sum));
        }
      }
    }
  }

  @Test
  void seriesBeyondWhatIsInMemoryAtATime_areAllRead_once() {
    Store store = store("a");
    Map<Series, Rollup> rows = new HashMap<>();
    for (int i = 0; i < 1300; i++) {
      rows.put(
          new Series(ServiceId.of("orders"), "tools/call", "tool" + i),
          Batches.rollup(1 + i, 0.25, 1 + i));
    }
    store.add(Batches.operations(Map.of(minute(START), rows)), 1);
    Map<Series, Rollup> found = new HashMap<>();
    store
        .history()
        .forEachSeries(
            List.of(day(0)),
            Filter.tools(null),
            (series, sums) -> assertThat(found.put(series, sums.get(0))).isNull());
    Truth.assertSame(found, rows);
  }

  @Test
  void slices_sumUpToTheWhole() {
    Truth truth = new Truth();
    Store store = store("a");
    SplittableRandom random = new SplittableRandom(8);
    for (int step = 1; step <= 200; step++) {
      clock.advance(Duration.ofMinutes(61));
      store.add(truth.add(minute(clock.instant()), random), step);
    }
    store.maintain();
    Range range =
        new Range(START.plus(Duration.ofMinutes(137)), START.plus(Duration.ofMinutes(10_001)));
    Map<Series, Rollup> whole = store.history().operations(range, Filter.tools(null));
    for (Tier tier : List.of(Tier.HOUR, Tier.DAY, Tier.WEEK)) {
      Map<Series, Rollup> sum = new HashMap<>();
      for (Map<Series, Rollup> slice :
          store
              .history()
              .operations(store.history().calendar().split(range, tier), Filter.tools(null))) {
        slice.forEach((series, rollup) -> sum.merge(series, rollup, Rollup::plus));
      }
      Truth.assertSame(sum, whole);
    }
  }

  @Test
  void days_ofAZone_areItsOwn() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    // 23:30 UTC on the night that summer time ends, and so the next day there.
    Instant end = Instant.parse("2026-10-24T22:30:00Z");
    clock.advance(Duration.between(clock.instant(), end));
    Store store = store("a", berlin);
    store.add(Batches.operations(end, FIND, Batches.rollup(1, 1, 1)), 1);
    clock.advance(Duration.ofDays(9));
    store.maintain();
    Range there =
        new Range(Instant.parse("2026-10-24T22:00:00Z"), Instant.parse("2026-10-25T23:00:00Z"));
    assertThat(store.history().calendar().split(there, Tier.DAY)).containsExactly(there);
    assertThat(store.history().calendar().split(there, Tier.HOUR)).hasSize(25);
    assertThat(store.history().operations(there, Filter.tools(null)).get(FIND).total())
        .isEqualTo(1);
  }

  @Test
  void zone_otherThanTheStores_isRefused() {
    store("a").open();
    assertThatThrownBy(() -> store("b", ZoneId.of("Asia/Tokyo")).open())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("Asia/Tokyo")
        .hasMessageContaining("toolwatch.usage.time-zone");
  }

  @Test
  void clients_usersAndSamples_merge() {
    Store a = store("a");
    Store b = store("b");
    Client inspector = new Client(ServiceId.of("orders"), "inspector", "1.2");
    a.add(Batches.clients(START, inspector, new ClientUse(2, UserSketch.of(1, 2))), 1);
    b.add(Batches.clients(START, inspector, new ClientUse(3, UserSketch.of(2, 3))), 1);
    a.add(
        Batches.users(START, ServiceId.of("orders"), UserCounts.of(Map.of(1L, 5L, 2L, 1L), 4)), 2);
    b.add(Batches.users(START, ServiceId.of("orders"), UserCounts.of(Map.of(1L, 2L), 0)), 2);
    long monday = START.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
    a.add(Batches.samples(monday, ServiceId.of("orders"), UserSample.of(1, 2)), 3);
    b.add(Batches.samples(monday, ServiceId.of("orders"), UserSample.of(2, 3)), 3);
    for (Store each : List.of(a, b)) {
      Map<Client, ClientUse> clients = new HashMap<>();
      each.history().forEachClient(day(0), null, clients::put);
      assertThat(clients.get(inspector).operations()).isEqualTo(5);
      assertThat(clients.get(inspector).users().count()).isEqualTo(3);
      Map<ServiceId, UserCounts> users = new HashMap<>();
      each.history().forEachUserCounts(day(0), ServiceId.of("orders"), users::put);
      assertThat(users)
          .containsExactly(
              Map.entry(ServiceId.of("orders"), UserCounts.of(Map.of(1L, 7L, 2L, 1L), 4)));
      assertThat(each.history().samples(day(2), ServiceId.of("orders")).get(START).count())
          .isEqualTo(3);
      clock.advance(Duration.ofDays(2));
      each.maintain();
    }
  }

  @Test
  void lifetimes_areFirstAndLastUse() {
    Store a = store("a");
    Store b = store("b");
    a.add(Batches.operations(START.plusSeconds(600), FIND, Batches.rollup(1, 1)), 1);
    b.add(Batches.operations(START.plusSeconds(60), FIND, Batches.rollup(1, 1)), 1);
    a.add(Batches.operations(START.plusSeconds(1200), FIND, Batches.rollup(1, 1)), 2);
    b.add(Batches.operations(START.plusSeconds(900), LIST, Batches.rollup(1, 1)), 2);
    assertThat(b.history().lifetimes(Filter.tools(ServiceId.of("orders"))))
        .containsExactly(
            Map.entry(FIND, new Lifetime(START.plusSeconds(60), START.plusSeconds(1200))));
  }

  @Test
  void sessions_ofAUser_joinWhateverTheOrderAndReplica() {
    Store a = store("a");
    Store b = store("b");
    SessionKey user = new SessionKey(ServiceId.of("orders"), 17, true);
    a.add(Batches.session(user, START, 10, 2), 1);
    // 20 minutes after the end of the first, and more than 30 before the next.
    b.add(Batches.session(user, START.plusSeconds(1800), 5, 1), 1);
    b.add(Batches.session(user, START.plusSeconds(7200), 0, 4), 2);
    assertSessions(a, 2, 7);
    // Late, and it fills the gap.
    a.add(Batches.session(user, START.plusSeconds(3900), 30, 1), 2);
    assertSessions(b, 1, 8);
  }

  @Test
  void sessions_withAnId_areOneHoweverLongTheyPause() {
    Store a = store("a");
    Store b = store("b");
    SessionKey sent = new SessionKey(ServiceId.of("orders"), 17, false);
    a.add(Batches.session(sent, START.plusSeconds(7200), 1, 2), 1);
    b.add(Batches.session(sent, START, 1, 3), 1);
    assertSessions(a, 1, 5);
    SessionTotals totals =
        a.history().sessions(List.of(day(0)), null).get(0).get(ServiceId.of("orders"));
    assertThat(totals.sumSeconds()).isEqualTo(7260);
    assertThat(totals.zeroes()).isZero();
  }

  @Test
  void sessions_countWhereTheyBegin_alsoAfterTheyAreKeptOneByOneNoMore() {
    Store store = store("a");
    Instant evening = START.plus(Duration.ofHours(23));
    clock.advance(Duration.ofHours(26));
    store.add(Batches.session(new SessionKey(ServiceId.of("orders"), 1, true), evening, 90, 9), 1);
    store.add(Batches.session(new SessionKey(ServiceId.of("orders"), 2, true), START, 0, 1), 2);
    for (int days = 0; days < 12; days++) {
      List<Map<ServiceId, SessionTotals>> slices =
          store.history().sessions(List.of(day(0), day(1)), ServiceId.of("orders"));
      assertThat(slices.get(0).get(ServiceId.of("orders")).sessions())
          .as("after %s days", days)
          .isEqualTo(2);
      assertThat(slices.get(0).get(ServiceId.of("orders")).operations()).isEqualTo(10);
      assertThat(slices.get(0).get(ServiceId.of("orders")).zeroes()).isEqualTo(1);
      assertThat(slices.get(1)).isEmpty();
      clock.advance(Duration.ofDays(1));
      store.maintain();
    }
  }

  @Test
  void activeSessions_areThoseOfLate() {
    Store store = store("a");
    store.add(Batches.session(new SessionKey(ServiceId.of("orders"), 1, true), START, 5, 9), 1);
    store.add(Batches.session(new SessionKey(ServiceId.of("orders"), 2, false), START, 45, 9), 2);
    assertThat(store.history().activeSessions(START.plus(Duration.ofMinutes(40))))
        .containsExactly(Map.entry(ServiceId.of("orders"), 1L));
  }

  private void assertSessions(Store store, long sessions, long operations) {
    SessionTotals totals =
        store
            .history()
            .sessions(List.of(day(0)), ServiceId.of("orders"))
            .get(0)
            .get(ServiceId.of("orders"));
    assertThat(totals.sessions()).isEqualTo(sessions);
    assertThat(totals.operations()).isEqualTo(operations);
  }

  @Test
  void expiry_leavesTheCoarserTiers() {
    Store store = store("a");
    Instant morning = START.plus(Duration.ofMinutes(605));
    store.add(Batches.operations(morning, FIND, Batches.rollup(5, 1, 1)), 1);
    Range hour = new Range(START.plus(Duration.ofHours(10)), START.plus(Duration.ofHours(11)));
    Range minute = new Range(morning, morning.plusSeconds(60));
    clock.advance(Duration.ofDays(1));
    store.maintain();
    assertThat(calls(store, minute)).isEqualTo(5);
    clock.advance(Duration.ofDays(8));
    store.maintain();
    assertThat(calls(store, minute)).isZero();
    assertThat(calls(store, hour)).isEqualTo(5);
    clock.advance(Duration.ofDays(100));
    store.maintain();
    assertThat(calls(store, hour)).isZero();
    assertThat(calls(store, day(0))).isEqualTo(5);
    clock.advance(Duration.ofDays(1100));
    store.maintain();
    assertThat(calls(store, day(0))).isZero();
  }

  @Test
  void expiry_dropsNamesThatNothingRefersTo_andTheyComeAgain() throws Exception {
    Store store = store("a");
    Client client = new Client(ServiceId.of("orders"), "inspector", "1");
    store.add(Batches.operations(START, FIND, Batches.rollup(5, 1, 1)), 1);
    store.add(Batches.clients(START, client, new ClientUse(5, UserSketch.of(1))), 2);
    Store gone = store("b");
    gone.add(Batches.operations(START, LIST, Batches.rollup(1, 1, 1)), 1);
    clock.advance(Duration.ofDays(9));
    store.add(Batches.operations(clock.instant(), LIST, Batches.rollup(1, 1, 1)), 3);
    store.maintain();
    assertThat(count(store, "incarnations")).isEqualTo(1);
    assertThat(count(store, "subjects")).isEqualTo(3);
    clock.advance(Duration.ofDays(1_200));
    store.maintain();
    clock.advance(Duration.ofDays(10));
    store.maintain();
    assertThat(count(store, "incarnations")).isEqualTo(1);
    assertThat(count(store, "subjects")).isZero();

    Instant again = clock.instant();
    Batch batch = Batches.operations(again, FIND, Batches.rollup(2, 1, 1));
    addAgain(gone, batch, 2);
    addAgain(store, batch, 4);
    assertThat(store.add(batch, 4)).isFalse();
    assertThat(calls(store, new Range(again, again.plusSeconds(60)))).isEqualTo(4);
  }

  /** As a flusher does: what fails is tried again under its number. */
  private static void addAgain(Store store, Batch batch, long sequence) {
    for (int attempt = 0; attempt < 2; attempt++) {
      try {
        store.add(batch, sequence);
        return;
      } catch (StoreException e) {
        assertThat(e).hasMessageContaining("forgotten");
      }
    }
    assertThat(store.add(batch, sequence)).isTrue();
  }

  private static long count(Store store, String table) throws SQLException {
    return store
        .database()
        .read(
            connection -> {
              try (Statement select = connection.createStatement();
                  ResultSet row = select.executeQuery("SELECT COUNT(*) FROM " + table)) {
                row.next();
                return row.getLong(1);
              }
            });
  }

  @Test
  void operations_fromBeforeTheHorizon_countAtIt() {
    Store store = store("a");
    store.add(Batches.operations(START, FIND, Batches.rollup(5, 1, 1)), 1);
    clock.advance(Duration.ofDays(10));
    store.maintain();
    store.maintain();
    store.add(Batches.operations(START, FIND, Batches.rollup(2, 1, 1)), 2);
    Instant horizon = START.plus(Duration.ofDays(3));
    assertThat(calls(store, new Range(horizon, horizon.plusSeconds(60)))).isEqualTo(2);
    clock.advance(Duration.ofDays(1));
    store.maintain();
    assertThat(calls(store, new Range(START, clock.instant()))).isEqualTo(7);
  }

  @Test
  void inOneTransaction_flushBetweenTwoReads_doesNotShow() {
    Store store = store("a");
    store.add(Batches.operations(START, FIND, Batches.rollup(3, 1, 1)), 1);
    List<Long> answer =
        store
            .history()
            .inOneTransaction(
                () -> {
                  long calls = calls(store, day(0));
                  Rollup more = Batches.rollup(2, 1, 1);
                  Batch batch =
                      Batches.operations(Map.of(minute(START), Map.of(FIND, more, LIST, more)));
                  CompletableFuture.runAsync(() -> store.add(batch, 2)).join();
                  long series = store.history().lifetimes(Filter.ANY).size();
                  return List.of(calls, calls(store, day(0)), series);
                });
    assertThat(answer).containsExactly(3L, 3L, 1L);
    assertThat(calls(store, day(0))).isEqualTo(5);
  }

  @Test
  void inOneTransaction_thatFailed_leavesNoTransactionBehind() {
    Store store = store("a");
    store.add(Batches.operations(START, FIND, Batches.rollup(3, 1, 1)), 1);
    assertThatThrownBy(
            () ->
                store
                    .history()
                    .inOneTransaction(
                        () -> {
                          calls(store, day(0));
                          throw new IllegalStateException("no answer");
                        }))
        .hasMessage("no answer");
    store.add(Batches.operations(START, FIND, Batches.rollup(2, 1, 1)), 2);
    assertThat(calls(store, day(0))).isEqualTo(5);
  }

  @Test
  void states_areTakenOnce_byTheSameReplica() {
    Store before = store("a");
    assertThat(before.takeStates()).isEmpty();
    assertThat(before.saveStates(Map.of("red", new byte[] {1, 2}, "otlp", new byte[0]))).isTrue();
    before.close();
    assertThat(store("b").takeStates()).isEmpty();
    Store after = store("a");
    assertThat(after.takeStates())
        .containsOnlyKeys("red", "otlp")
        .containsEntry("red", new byte[] {1, 2});
    assertThat(after.takeStates()).isEmpty();
  }

  @Test
  void states_processThatDidNotAsk_leavesNoneForTheNext() {
    Store stopped = store("a");
    stopped.saveStates(Map.of("red", new byte[] {1}));
    Store killed = store("a");
    killed.add(Batches.operations(START, FIND, Batches.rollup(1, 1, 1)), 1);
    assertThat(store("a").takeStates()).isEmpty();
  }

  @Test
  void saveStates_whenTheNextProcessHasStarted_areNotKept() {
    Store slow = store("a");
    slow.open();
    store("a").open();
    store("b").open();
    assertThat(slow.saveStates(Map.of("red", new byte[] {1}))).isFalse();
    assertThat(store("a").takeStates()).isEmpty();
  }

  @Test
  void states_ofReplicasThatDoNotComeBack_goWithTheMinutes() {
    store("a").saveStates(Map.of("red", new byte[] {1}));
    Store other = store("b");
    clock.advance(Duration.ofDays(6));
    other.maintain();
    clock.advance(Duration.ofDays(2));
    store("c").saveStates(Map.of("red", new byte[] {2}));
    other.maintain();
    assertThat(store("a").takeStates()).isEmpty();
    assertThat(store("c").takeStates()).containsOnlyKeys("red");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 3_650})
  void clock_aheadForTwentySeconds_nothingIsDropped_andWhatComesCountsAtItsTime(int days) {
    // Within an hour: an hour that has lost its minutes counts where it begins.
    clock.advance(Duration.ofMinutes(5));
    Store store = store("a");
    store.add(operationsNow(3), 1);
    clock.advance(Duration.ofDays(1));
    store.add(operationsNow(2), 2);
    store.maintain();
    clock.jump(Duration.ofDays(days));
    store.add(operationsNow(1), 3);
    store.maintain();
    clock.advance(Duration.ofSeconds(20));
    store.maintain();
    clock.jump(Duration.ofDays(-days));
    store.add(operationsNow(4), 4);
    store.maintain();
    Range minute = new Range(clock.instant(), clock.instant().plusSeconds(60));
    Instant first = START.plus(Duration.ofMinutes(5));
    assertThat(calls(store, new Range(first, first.plusSeconds(60)))).isEqualTo(3);
    assertThat(calls(store, minute)).isEqualTo(6);
    clock.advance(Duration.ofDays(2));
    store.maintain();
    assertThat(calls(store, day(0))).isEqualTo(3);
    assertThat(calls(store, day(1))).isEqualTo(6);
    assertThat(calls(store, minute)).isEqualTo(6);
    clock.advance(Duration.ofDays(8));
    store.maintain();
    assertThat(calls(store, minute)).as("minutes expire").isZero();
    assertThat(calls(store, day(1))).isEqualTo(6);
  }

  @Test
  void replica_whoseClockIsTenYearsAhead_harmsNoOther() {
    Store store = store("a");
    store.add(operationsNow(3), 1);
    SettableTime ahead = new SettableTime(clock.instant().plus(Duration.ofDays(3_650)));
    try (Store other =
        new Store(place(), new Calendar(ZoneOffset.UTC), PAUSE, RETENTION, "ahead", ahead)) {
      for (int i = 1; i <= 60; i++) {
        other.add(Batches.operations(ahead.instant(), LIST, Batches.rollup(1, 1)), i);
        other.maintain();
        ahead.advance(Duration.ofMinutes(1));
        clock.advance(Duration.ofMinutes(1));
        store.maintain();
      }
    }
    store.add(operationsNow(2), 2);
    store.maintain();
    assertThat(calls(store, new Range(START, START.plusSeconds(60)))).isEqualTo(3);
    assertThat(calls(store, day(0))).isEqualTo(5);
  }

  @Test
  void clock_aheadAtTheStart_dropsNothing() {
    Store before = store("a");
    before.add(operationsNow(3), 1);
    before.maintain();
    before.close();
    clock.jump(Duration.ofDays(3_650));
    Store store = store("a");
    store.add(operationsNow(1), 1);
    for (int i = 0; i < 60; i++) {
      store.maintain();
      clock.advance(Duration.ofMinutes(1));
    }
    store.close();
    Store after = store("a");
    after.maintain();
    clock.jump(Duration.ofDays(-3_650));
    after.add(operationsNow(4), 1);
    after.maintain();
    assertThat(calls(after, new Range(START, START.plusSeconds(60)))).isEqualTo(3);
    assertThat(calls(after, day(0))).isEqualTo(7);
  }

  @Test
  void clock_fortyDaysAheadFromTheFirstStart_forDays_blocksNothingWhenItIsRight() {
    Store store = store("a");
    clock.jump(Duration.ofDays(40));
    for (int day = 1; day <= 14; day++) {
      store.add(operationsNow(1), day);
      clock.advance(Duration.ofDays(1));
      store.maintain();
    }
    clock.jump(Duration.ofDays(-40));
    store.maintain();
    store.add(operationsNow(4), 15);
    assertThat(calls(store, day(14))).isEqualTo(4);
    clock.advance(Duration.ofDays(2));
    store.maintain();
    assertThat(calls(store, day(14))).isEqualTo(4);
    assertThat(calls(store, day(41))).isEqualTo(1);
  }

  @Test
  void clock_aYearBack_leavesTheDaysOfThatTimeAsTheyAre() {
    Store store = store("a");
    for (int day = 1; day <= 400; day += 5) {
      store.add(operationsNow(1), day);
      clock.advance(Duration.ofDays(5));
      store.maintain();
    }
    clock.jump(Duration.ofDays(-365));
    for (int hour = 0; hour < 48; hour += 6) {
      store.maintain();
      store.add(operationsNow(1), 1_000 + hour);
      clock.advance(Duration.ofHours(6));
    }
    clock.jump(Duration.ofDays(365));
    store.maintain();
    for (int day = 0; day < 360; day += 5) {
      assertThat(calls(store, day(day))).as("day %s", day).isEqualTo(1);
    }
  }

  @Test
  void clock_anHourBack_countsThere_andMaintenanceGoesOn() {
    Store store = store("a");
    clock.advance(Duration.ofMinutes(150));
    store.add(operationsNow(3), 1);
    store.maintain();
    clock.jump(Duration.ofHours(-1));
    store.add(operationsNow(2), 2);
    store.maintain();
    assertThat(calls(store, new Range(clock.instant(), clock.instant().plusSeconds(60))))
        .isEqualTo(2);
    clock.advance(Duration.ofDays(9));
    store.maintain();
    assertThat(calls(store, day(0))).isEqualTo(5);
    Instant within = START.plus(Duration.ofMinutes(61));
    assertThat(calls(store, new Range(within, START.plus(Duration.ofMinutes(95))))).isZero();
  }

  @Test
  void stop_ofWeeks_expiresLittleByLittle() {
    clock.advance(Duration.ofMinutes(5));
    Range minute = new Range(clock.instant(), clock.instant().plusSeconds(60));
    Store before = store("a");
    before.add(operationsNow(3), 1);
    before.close();
    clock.jump(Duration.ofDays(40));
    Store store = store("a");
    store.maintain();
    assertThat(calls(store, minute)).isEqualTo(3);
    assertThat(store.expiry().lag()).isEqualTo(Duration.ofDays(40));
    clock.advance(Duration.ofDays(4));
    store.maintain();
    assertThat(calls(store, minute)).isZero();
    assertThat(calls(store, day(0))).isEqualTo(3);
    clock.advance(Duration.ofDays(4));
    store.maintain();
    assertThat(store.expiry().lag()).isZero();
  }

  @Test
  void sessions_filedWhileTheClockWasAhead_areNotJoined_andNotActive() {
    Store store = store("a");
    SessionKey key = new SessionKey(ServiceId.of("orders"), 1, false);
    store.add(Batches.session(key, START.plus(Duration.ofDays(40)), 1, 7), 1);
    store.add(Batches.session(key, START, 5, 2), 2);
    store.add(Batches.session(key, START.plus(Duration.ofMinutes(10)), 5, 3), 3);
    assertSessions(store, 1, 5);
    assertThat(store.history().activeSessions(START))
        .containsExactly(Map.entry(ServiceId.of("orders"), 1L));
  }

  @Test
  void malformedRows_areSkippedAndCounted_andTheOthersAnswer() throws Exception {
    Store store = store("a");
    Client client = new Client(ServiceId.of("orders"), "inspector", "1");
    long monday = START.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
    Batch whole =
        Batches.operations(
            Map.of(
                minute(START),
                Map.of(
                    FIND,
                    Batches.rollup(3, 1, 1),
                    Series.whole(ServiceId.of("orders")),
                    Batches.rollup(3, 1))));
    store.add(whole, 1);
    store.add(Batches.clients(START, client, new ClientUse(5, UserSketch.of(1))), 2);
    store.add(Batches.users(START, ServiceId.of("orders"), UserCounts.of(Map.of(1L, 5L), 4)), 3);
    store.add(Batches.samples(monday, ServiceId.of("orders"), UserSample.of(1, 2)), 4);
    Instant bad = START.plus(Duration.ofMinutes(2));
    for (int kind = 0; kind <= 4; kind++) {
      int of = kind;
      for (Tier tier : Tier.values()) {
        store
            .database()
            .write(
                connection -> {
                  try (PreparedStatement insert =
                      connection.prepareStatement(
                          "INSERT INTO rollups (tier, kind, bucket, subject, incarnation,"
                              + " operations, data, users)"
                              + " SELECT ?, ?, ?, id, 99, 7, ?, ? FROM subjects")) {
                    insert.setInt(1, tier.ordinal());
                    insert.setInt(2, of);
                    insert.setLong(3, tier == Tier.MINUTE ? minute(bad) : minute(START));
                    insert.setBytes(4, new byte[] {1, 2});
                    insert.setBytes(5, new byte[] {1, 2, 3});
                    return insert.executeUpdate();
                  }
                });
      }
    }
    store
        .database()
        .write(
            connection -> {
              try (Statement update = connection.createStatement()) {
                return update.executeUpdate(
                    "INSERT INTO subjects (kind, service, name, detail, first_minute, last_minute)"
                        + " VALUES (0, 'bad', '', '', 9223372036854775807, 9223372036854775807)");
              }
            });
    long skipped = store.badRows().skipped("rollups");
    History history = store.history();
    assertThat(calls(store, day(0))).isEqualTo(3);
    Map<Client, ClientUse> clients = new HashMap<>();
    history.forEachClient(day(0), null, clients::put);
    assertThat(clients.get(client).operations()).isBetween(5L, 12L);
    Map<ServiceId, UserCounts> users = new HashMap<>();
    history.forEachUserCounts(day(0), ServiceId.of("orders"), users::put);
    assertThat(users.get(ServiceId.of("orders")).operations()).containsEntry(1L, 5L);
    assertThat(history.samples(day(0), ServiceId.of("orders")).get(START).count()).isEqualTo(2);
    assertThat(history.sessions(List.of(day(0)), ServiceId.of("orders")).get(0)).isNotNull();
    assertThat(history.lifetimes(Filter.services()))
        .containsKey(Series.whole(ServiceId.of("orders")));
    assertThat(store.badRows().skipped("rollups")).isGreaterThan(skipped);
    store.add(Batches.operations(bad, FIND, Batches.rollup(2, 1, 1)), 5);
    assertThat(calls(store, day(0))).isEqualTo(5);
    clock.advance(Duration.ofDays(12));
    store.maintain();
    store.maintain();
    assertThat(calls(store, day(0))).isEqualTo(5);
  }

  private Batch operationsNow(int calls) {
    return Batches.operations(clock.instant(), FIND, Batches.rollup(calls, 1, 1));
  }

  static long calls(Store store, Range range) {
    Rollup found = store.history().operations(range, Filter.tools(null)).get(FIND);
    return found == null ? 0 : found.total();
  }

  static Range day(int day) {
    return new Range(START.plus(Duration.ofDays(day)), START.plus(Duration.ofDays(day + 1L)));
  }

  static long minute(Instant time) {
    return Minutes.of(time);
  }
}

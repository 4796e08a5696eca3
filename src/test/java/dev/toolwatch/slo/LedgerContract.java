package dev.toolwatch.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Batches;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.SettableTime;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the tables of the service level do on every database. */
abstract class LedgerContract {
  static final Instant START = Instant.parse("2026-08-03T00:00:00Z");

  private static final Indicator ERRORS =
      new Indicator("errors", series -> series.method().isEmpty(), Rollup::serverErrors);

  private static final Indicator OF_FIND =
      new Indicator("find", series -> series.tool().equals("find"), Rollup::serverErrors);

  private static final Retention RETENTION =
      new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1095));

  private final SettableTime clock = new SettableTime(START);
  private final List<Store> stores = new ArrayList<>();
  private final Map<Store, Ledger> ledgers = new HashMap<>();
  private final Map<Store, Long> sequences = new HashMap<>();

  /** An empty database is there before each test. */
  abstract StoreLocation place();

  Store store(String replica) {
    Store store =
        new Store(
            place(),
            new Calendar(ZoneOffset.UTC),
            Duration.ofMinutes(30),
            RETENTION,
            replica,
            clock);
    stores.add(store);
    store.open();
    return store;
  }

  private Ledger ledger(Store store) {
    return ledgers.computeIfAbsent(store, one -> new Ledger(one.transactions()));
  }

  @AfterEach
  void closeStores() {
    stores.forEach(Store::close);
  }

  private void add(Store store, String service, Instant at, int operations, int failed) {
    Rollup good = Batches.rollup(operations - failed, 0.1);
    Rollup rollup =
        new Rollup(
            operations - failed,
            0,
            failed,
            good.sumSeconds(),
            failed,
            good.durations(),
            UserSketch.EMPTY);
    store.add(
        Batches.operations(
            Map.of(
                Minutes.of(at),
                Map.of(
                    Series.whole(ServiceId.of(service)),
                    rollup,
                    new Series(ServiceId.of(service), "tools/call", "find"),
                    rollup))),
        sequences.merge(store, 1L, Long::sum));
  }

  static Instant minute(long minute) {
    return START.plus(Duration.ofMinutes(minute));
  }

  static Range range(long from, long to) {
    return new Range(minute(from), minute(to));
  }

  @Test
  void counts_ofThreeReplicas_lateAndRepeated_areTheTruth_fromEach() {
    List<Store> replicas = List.of(store("a"), store("b"), store("c"));
    long[][] truth = new long[3 * 1440][2];
    SplittableRandom random = new SplittableRandom(3);
    for (int step = 0; step < 400; step++) {
      clock.advance(Duration.ofMinutes(10));
      long now = Duration.between(START, clock.instant()).toMinutes();
      int minute = (int) Math.min(now - random.nextInt(1440), truth.length - 1);
      if (minute < 0) {
        continue;
      }
      int operations = 1 + random.nextInt(5);
      int failed = random.nextInt(operations + 1);
      add(replicas.get(random.nextInt(3)), "orders", minute(minute), operations, failed);
      truth[minute][0] += operations;
      truth[minute][1] += failed;
      if (random.nextInt(4) == 0) {
        ledger(replicas.get(random.nextInt(3))).settle(List.of(ERRORS), 10);
      }
    }
    ledger(replicas.get(0)).settle(List.of(ERRORS), 10);
    for (Store any : replicas) {
      MinuteCounts counts =
          ledger(any)
              .minutes("errors", ServiceId.of("orders"), range(0, truth.length))
              .get(ServiceId.of("orders"));
      EventCount all = EventCount.NONE;
      for (int minute = 0; minute < truth.length; minute++) {
        assertThat(counts.events(minute)).as("minute %d", minute).isEqualTo(truth[minute][0]);
        assertThat(counts.bad(minute)).isEqualTo(truth[minute][1]);
        all = all.plus(new EventCount(truth[minute][0], truth[minute][1]));
      }
      IndicatorTotal total = ledger(any).totals("errors").get(ServiceId.of("orders"));
      assertThat(new EventCount(total.events(), total.bad())).isEqualTo(all);
      for (int i = 0; i < 50; i++) {
        int from = random.nextInt(truth.length);
        int to = from + random.nextInt(truth.length - from);
        assertThat(ledger(any).sums("errors", null, range(from, to)).get(ServiceId.of("orders")))
            .isEqualTo(counts.sum(from, to).events() == 0 ? null : counts.sum(from, to));
      }
    }
  }

  @Test
  void malformedRows_areSkipped_andTheOthersAnswer() {
    Store store = store("a");
    Ledger ledger = ledger(store);
    add(store, "orders", minute(5), 10, 4);
    add(store, "billing", minute(5), 3, 1);
    ledger.settle(List.of(ERRORS), 10);
    execute(
        store,
        "UPDATE indicator_hours SET events = 1, bad = 2, data = (SELECT data FROM rollups WHERE"
            + " kind = 0 LIMIT 1) WHERE indicator ="
            + " (SELECT id FROM indicators WHERE service = 'billing')");
    execute(
        store,
        "INSERT INTO indicators (service, name, first_minute, events, bad)"
            + " VALUES ('bad', 'errors', 9223372036854775807, 1, 1)");
    execute(
        store,
        "INSERT INTO maintenance_windows (id, service, first_minute, end_minute, reason,"
            + " created_by, created_millis) VALUES ('bad', '', 2, 1, '', '', 1)");
    assertThat(ledger.minutes("errors", null, range(0, 60)).get(ServiceId.of("orders")).events(5))
        .isEqualTo(10);
    assertThat(ledger.sums("errors", null, range(0, 120)))
        .containsEntry(ServiceId.of("orders"), new EventCount(10, 4));
    assertThat(ledger.totals("errors"))
        .containsOnlyKeys(ServiceId.of("billing"), ServiceId.of("orders"));
    assertThat(new MaintenanceBook(store.transactions()).list(false)).isEmpty();
    add(store, "billing", minute(6), 5, 0);
    ledger.settle(List.of(ERRORS), 10);
    assertThat(ledger.minutes("errors", null, range(0, 60)).get(ServiceId.of("billing")).events(6))
        .isEqualTo(5);
  }

  private static void execute(Store store, String sql) {
    int unused =
        store
            .transactions()
            .write(
                transaction -> {
                  try (PreparedStatement statement = transaction.prepare(sql)) {
                    return statement.executeUpdate();
                  }
                });
  }

  @Test
  void counts_outliveTheMinutes_andNothingIsCountedTwice() {
    Store store = store("a");
    add(store, "orders", minute(5), 10, 4);
    ledger(store).settle(List.of(ERRORS), 10);
    for (int day = 0; day < 40; day++) {
      clock.advance(Duration.ofDays(1));
      add(store, "orders", clock.instant(), 1, 0);
      ledger(store).settle(List.of(ERRORS), 10);
      store.maintain();
      ledger(store).expire(RETENTION, clock.instant());
    }
    MinuteCounts counts =
        ledger(store).minutes("errors", null, range(0, 60)).get(ServiceId.of("orders"));
    assertThat(counts.events(5)).isEqualTo(10);
    assertThat(counts.bad(5)).isEqualTo(4);
    assertThat(ledger(store).totals("errors").get(ServiceId.of("orders")))
        .isEqualTo(new IndicatorTotal(minute(5), 50, 4));
  }

  @Test
  void newIndicator_countsTheMinutesThatAreKept() {
    Store store = store("a");
    add(store, "orders", minute(5), 10, 4);
    ledger(store).settle(List.of(ERRORS), 10);
    assertThat(ledger(store).totals("find")).isEmpty();
    ledger(store).settle(List.of(ERRORS, OF_FIND), 10);
    assertThat(ledger(store).totals("find").get(ServiceId.of("orders")).bad()).isEqualTo(4);
    assertThat(ledger(store).totals("errors").get(ServiceId.of("orders")).bad()).isEqualTo(4);
  }

  @Test
  void observed_hasAGap_whereThereWasNobody() {
    ObservedTimes first = new ObservedTimes(store("a").transactions());
    first.add(minute(0), minute(9));
    first.add(minute(0), minute(19));
    ObservedTimes second = new ObservedTimes(store("b").transactions());
    second.add(minute(30), minute(59));
    assertThat(second.within(range(10, 50)))
        .containsExactlyInAnyOrder(range(10, 20), range(30, 50));
  }

  private Maintenance window(String id, String service, int from, int to) {
    return new Maintenance(
        id,
        ServiceId.of(service),
        minute(from),
        minute(to),
        "update",
        "ann",
        clock.instant(),
        null,
        null);
  }

  @Test
  void maintenance_thatOverlaps_isNotEntered_untilTheOtherIsTakenBack() {
    MaintenanceBook book = new MaintenanceBook(store("a").transactions());
    assertThat(book.add(window("1", "orders", 10, 20), "10.0.0.7")).isEmpty();
    assertThat(book.add(window("2", "orders", 19, 30), "10.0.0.7").orElseThrow().id())
        .isEqualTo("1");
    assertThat(book.add(window("3", "", 0, 11), "10.0.0.7").orElseThrow().id()).isEqualTo("1");
    assertThat(book.add(window("4", "wiki", 15, 16), "10.0.0.7")).isEmpty();
    assertThat(book.add(window("5", "orders", 20, 30), "10.0.0.7")).isEmpty();
    Maintenance gone = book.delete("1", "bob", "10.0.0.7", clock.instant()).orElseThrow();
    assertThat(gone.deletedBy()).isEqualTo("bob");
    assertThat(book.delete("1", "bob", "10.0.0.7", clock.instant())).isEmpty();
    assertThat(book.add(window("6", "orders", 12, 14), "10.0.0.7")).isEmpty();
    assertThat(book.list(true)).extracting(Maintenance::id).containsExactly("6", "4", "5");
    assertThat(book.list(false)).extracting(Maintenance::id).containsExactly("1", "6", "4", "5");
  }

  @Test
  void alert_toldAgain_keepsWhenItWasFirstTold_andGetsItsEnd() {
    AlertLog log = new AlertLog(store("a").transactions());
    log.add(
        List.of(
            new Alert("f", minute(1), ServiceId.of("orders"), "Down", "page", minute(3), null)));
    log.add(
        List.of(
            new Alert(
                "f", minute(1), ServiceId.of("orders"), "Down", "page", minute(9), minute(8))));
    log.add(
        List.of(
            new Alert("f", minute(1), ServiceId.of("orders"), "Down", "page", minute(9), null)));
    log.add(
        List.of(new Alert("g", minute(2), ServiceId.of("wiki"), "Down", "page", minute(3), null)));
    assertThat(log.begun(List.of(ServiceId.of("orders")), range(0, 10)))
        .containsExactly(
            new Alert(
                "f", minute(1), ServiceId.of("orders"), "Down", "page", minute(3), minute(8)));
    assertThat(log.begun(List.of(ServiceId.of("orders")), range(2, 10))).isEmpty();
  }

  @Test
  void moreAlertsThanTheLimit_theOldestGo_andAreCounted() {
    AlertLog log = new AlertLog(store("a").transactions());
    int perMinute = 10_000;
    int minutes = AlertLog.MAX / perMinute + 1;
    for (int i = 0; i < minutes; i++) {
      Instant starts = minute(i);
      log.add(
          IntStream.range(0, perMinute)
              .mapToObj(
                  n ->
                      new Alert(
                          "f" + n, starts, ServiceId.of("orders"), "Down", "page", starts, null))
              .toList());
    }
    assertThat(log.limited()).isEqualTo(perMinute);
    assertThat(log.begun(List.of(ServiceId.of("orders")), range(0, 1))).isEmpty();
    assertThat(log.begun(List.of(ServiceId.of("orders")), range(1, minutes))).hasSize(AlertLog.MAX);
  }
}

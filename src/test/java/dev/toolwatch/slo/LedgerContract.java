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
import dev.toolwatch.testing.Stores;
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
    Rollup rollup = rollup(operations, failed);
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

  private static Rollup rollup(int operations, int failed) {
    Rollup good = Batches.rollup(operations - failed, 0.1);
    return new Rollup(
        operations - failed,
        0,
        failed,
        good.sumSeconds(),
        failed,
        good.durations(),
        UserSketch.EMPTY);
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
        assertThat(sums(ledger(any), "errors", List.of(range(from, to))))
            .containsExactly(Map.entry(ServiceId.of("orders"), List.of(counts.sum(from, to))));
      }
    }
  }

  private static Map<ServiceId, List<EventCount>> sums(
      Ledger ledger, String indicator, List<Range> ranges) {
    Map<ServiceId, Long> numbers = ledger.numbers(null).get(indicator);
    Map<Long, List<EventCount>> sums = ledger.sums(numbers.values(), ranges);
    Map<ServiceId, List<EventCount>> byService = new HashMap<>();
    numbers.forEach((service, number) -> byService.put(service, sums.get(number)));
    return byService;
  }

  @Test
  void sums_ofManyServicesAndOverlappingRanges_areThoseOfTheirMinutes() {
    Store store = store("a");
    SplittableRandom random = new SplittableRandom(5);
    int end = 600;
    List<String> services =
        IntStream.range(0, 135).mapToObj(service -> "service" + service).toList();
    Map<Long, Map<Series, Rollup>> minutes = new HashMap<>();
    for (int i = 0; i < 1_500; i++) {
      int operations = 1 + random.nextInt(9);
      int failed = random.nextInt(operations + 1);
      ServiceId service = ServiceId.of(services.get(random.nextInt(services.size())));
      Map<Series, Rollup> minute =
          minutes.computeIfAbsent(Minutes.of(minute(random.nextInt(end))), key -> new HashMap<>());
      minute.merge(Series.whole(service), rollup(operations, failed), Rollup::plus);
      if (random.nextBoolean()) {
        minute.merge(
            new Series(service, "tools/call", "find"), rollup(operations, failed), Rollup::plus);
      }
    }
    clock.advance(Duration.ofMinutes(end));
    store.add(Batches.operations(minutes), 1);
    ledger(store).settle(List.of(ERRORS, OF_FIND), 100);
    for (int i = 0; i < 20; i++) {
      List<Range> ranges = new ArrayList<>();
      for (int j = random.nextInt(6); j >= 0; j--) {
        long from = random.nextInt(end);
        // Of every length, on the hour and beside it.
        long length = 1L + random.nextInt(1 << 1 + random.nextInt(8));
        int unit = random.nextBoolean() ? 60 : 1;
        long begin = from / unit * unit;
        ranges.add(range(begin, begin + length * unit));
      }
      for (String indicator : List.of("errors", "find")) {
        List<Map<ServiceId, MinuteCounts>> truth =
            ranges.stream().map(range -> ledger(store).minutes(indicator, null, range)).toList();
        Map<ServiceId, List<EventCount>> sums = sums(ledger(store), indicator, ranges);
        assertThat(sums).hasSizeGreaterThan(128);
        sums.forEach(
            (service, counts) -> {
              for (int j = 0; j < ranges.size(); j++) {
                MinuteCounts ofMinutes =
                    truth.get(j).getOrDefault(service, new MinuteCounts(ranges.get(j)));
                assertThat(counts.get(j))
                    .as("%s of %s in %s", indicator, service.name(), ranges.get(j))
                    .isEqualTo(ofMinutes.sum(0, ofMinutes.minutes()));
              }
            });
      }
    }
  }

  @Test
  void numbers_ofOneService_areOfItsIndicatorsOnly() {
    Store store = store("a");
    add(store, "orders", minute(5), 10, 4);
    add(store, "billing", minute(5), 3, 1);
    Ledger ledger = ledger(store);
    ledger.settle(List.of(ERRORS, OF_FIND), 10);
    Map<String, Map<ServiceId, Long>> ofBilling = ledger.numbers(ServiceId.of("billing"));
    assertThat(ofBilling).containsOnlyKeys("errors", "find");
    long number = ofBilling.get("errors").get(ServiceId.of("billing"));
    assertThat(ledger.sums(List.of(number), List.of(range(5, 6), range(6, 7))))
        .containsExactly(Map.entry(number, List.of(new EventCount(3, 1), EventCount.NONE)));
    assertThat(ledger.numbers(ServiceId.of("nobody"))).isEmpty();
    assertThat(ledger.sums(List.of(), List.of(range(5, 6)))).isEmpty();
  }

  @Test
  void malformedRows_areSkipped_andTheOthersAnswer() {
    Store store = store("a");
    Ledger ledger = ledger(store);
    add(store, "orders", minute(5), 10, 4);
    add(store, "billing", minute(5), 3, 1);
    ledger.settle(List.of(ERRORS), 10);
    Stores.execute(
        store,
        "UPDATE indicator_hours SET events = 1, bad = 2, data = (SELECT data FROM rollups WHERE"
            + " kind = 0 LIMIT 1) WHERE indicator ="
            + " (SELECT id FROM indicators WHERE service = 'billing')");
    Stores.execute(
        store,
        "INSERT INTO indicators (service, name, first_minute, events, bad)"
            + " VALUES ('bad', 'errors', 9223372036854775807, 1, 1)");
    Stores.execute(
        store,
        "INSERT INTO maintenance_windows (id, service, first_minute, end_minute, reason,"
            + " created_by, created_millis) VALUES ('bad', '', 2, 1, '', '', 1)");
    assertThat(ledger.minutes("errors", null, range(0, 60)).get(ServiceId.of("orders")).events(5))
        .isEqualTo(10);
    assertThat(sums(ledger, "errors", List.of(range(0, 120), range(0, 30))))
        .containsEntry(
            ServiceId.of("orders"), List.of(new EventCount(10, 4), new EventCount(10, 4)))
        .containsEntry(ServiceId.of("billing"), List.of(EventCount.NONE, EventCount.NONE));
    assertThat(ledger.totals("errors"))
        .containsOnlyKeys(ServiceId.of("billing"), ServiceId.of("orders"));
    assertThat(new MaintenanceBook(store.transactions()).list(false)).isEmpty();
    add(store, "billing", minute(6), 5, 0);
    ledger.settle(List.of(ERRORS), 10);
    assertThat(ledger.minutes("errors", null, range(0, 60)).get(ServiceId.of("billing")).events(6))
        .isEqualTo(5);
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

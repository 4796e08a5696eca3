package dev.toolwatch.traces;

import static dev.toolwatch.traces.Spans.CLIENT;
import static dev.toolwatch.traces.Spans.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What hotspots do on every database. */
abstract class HotspotsContract {
  private static final Instant START = Instant.parse("2026-08-03T10:30:00Z");

  private static final Retention RETENTION =
      new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1095));

  private final SettableTime clock = new SettableTime(START);
  private final List<Store> opened = new ArrayList<>();

  /** An empty database is there before each test. */
  abstract StoreLocation place();

  private Store store(String replica) {
    Store store =
        new Store(
            place(),
            new Calendar(ZoneOffset.UTC),
            Duration.ofMinutes(30),
            RETENTION,
            replica,
            clock);
    opened.add(store);
    store.open();
    return store;
  }

  @AfterEach
  void closeStores() {
    opened.forEach(Store::close);
  }

  private Hotspots hotspots(Transactions transactions) {
    return new Hotspots(new HotspotTable(transactions), Cardinalities.of(10_000, 10), clock);
  }

  /** A call of 100 ms, of which a client's span takes so many. */
  private void call(
      HotspotShard shard, String service, String tool, String span, long clientMillis) {
    long now = clock.millis();
    Spans spans =
        new Spans(now)
            .add(1, 0, service, "handle", SERVER, tool, 0, 100)
            .add(2, 1, service, span, CLIENT, "", 0, clientMillis);
    shard.count(spans.array(), spans.size(), 1, now);
  }

  private static HotspotFilter filter(Duration from, Duration to, String service, String tool) {
    Range range = new Range(START.plus(from), START.plus(to));
    return new HotspotFilter(range, service, tool, Double.POSITIVE_INFINITY, 0, 100);
  }

  private static HotspotFilter all() {
    return filter(Duration.ofDays(-1), Duration.ofDays(500), null, null);
  }

  private static List<String> told(List<Hotspot> rows) {
    return rows.stream()
        .map(
            row ->
                "%s %s %s %s: %.0f x %.0f of %.0f x %.0f, %.0f"
                    .formatted(
                        row.service(),
                        row.tool(),
                        row.kind(),
                        row.span(),
                        row.calls(),
                        row.selfMicros(),
                        row.toolCalls(),
                        row.toolMicros(),
                        row.toolSelfMicros()))
        .toList();
  }

  @Test
  void sums_areByName_overHoursAndReplicas_theSlowestFirst() {
    Hotspots one = hotspots(store("a").transactions());
    HotspotShard shard = one.openShard();
    HotspotShard other = one.openShard();
    call(shard, "orders", "find", "SELECT", 70);
    call(other, "orders", "find", "SELECT", 90);
    call(shard, "orders", "list", "SELECT", 10);
    one.flushed();
    clock.advance(Duration.ofHours(2));
    call(shard, "orders", "find", "SELECT", 20);
    one.flushed();
    Hotspots two = hotspots(store("b").transactions());
    call(two.openShard(), "orders", "find", "SELECT", 30);
    two.flushed();
    assertThat(told(one.read(all())))
        .containsExactly(
            "orders find client SELECT: 4 x 210000 of 4 x 400000, 400000",
            "orders find server handle: 4 x 190000 of 4 x 400000, 400000",
            "orders list server handle: 1 x 90000 of 1 x 100000, 100000",
            "orders list client SELECT: 1 x 10000 of 1 x 100000, 100000");
    assertThat(one.read(all())).isEqualTo(two.read(all()));
  }

  @Test
  void read_isOfAPeriod_aServiceAndATool() {
    Hotspots hotspots = hotspots(store("a").transactions());
    HotspotShard shard = hotspots.openShard();
    call(shard, "orders", "find", "SELECT", 70);
    call(shard, "orders", "list", "SELECT", 60);
    call(shard, "wiki", "find", "GET", 55);
    clock.advance(Duration.ofHours(1));
    call(shard, "orders", "find", "SELECT", 80);
    hotspots.flushed();
    // Hours that lie partly within count whole.
    Duration hour = Duration.ofHours(1);
    assertThat(told(hotspots.read(filter(Duration.ZERO, Duration.ofMinutes(1), "orders", "find"))))
        .containsExactly(
            "orders find client SELECT: 1 x 70000 of 1 x 100000, 100000",
            "orders find server handle: 1 x 30000 of 1 x 100000, 100000");
    assertThat(hotspots.read(filter(Duration.ZERO, hour, "orders", null))).hasSize(4);
    assertThat(hotspots.read(filter(Duration.ZERO, hour, null, "find"))).hasSize(4);
    assertThat(hotspots.read(filter(hour, hour.multipliedBy(2), null, null)))
        .extracting(Hotspot::selfMicros)
        .containsExactly(80_000.0, 20_000.0);
    assertThat(hotspots.read(filter(hour.multipliedBy(-2), hour.negated(), null, null))).isEmpty();
    assertThat(hotspots.read(filter(Duration.ZERO, hour, "'; DROP TABLE hotspots", "%"))).isEmpty();
  }

  @Test
  void pages_giveEachRowOnce_alsoThoseWithTheSameTime() {
    Hotspots hotspots = hotspots(store("a").transactions());
    HotspotShard shard = hotspots.openShard();
    for (int i = 0; i < 17; i++) {
      call(shard, "orders", "find", "SELECT " + (char) ('a' + i), i % 3 * 10L);
    }
    hotspots.flushed();
    List<Hotspot> whole = hotspots.read(all());
    assertThat(whole).hasSize(18);
    List<Hotspot> pages = new ArrayList<>();
    HotspotFilter next = all();
    List<Hotspot> page;
    do {
      next =
          new HotspotFilter(
              next.range(),
              null,
              null,
              pages.isEmpty() ? Double.POSITIVE_INFINITY : last(pages).selfMicros(),
              pages.isEmpty() ? 0 : last(pages).id(),
              5);
      page = hotspots.read(next);
      pages.addAll(page);
    } while (!page.isEmpty());
    assertThat(pages).isEqualTo(whole);
  }

  private static Hotspot last(List<Hotspot> rows) {
    return rows.get(rows.size() - 1);
  }

  @Test
  void storedWithoutAnAnswer_countOnce() {
    Store store = store("a");
    boolean[] answers = {false};
    Hotspots hotspots =
        hotspots(
            new Transactions() {
              @Override
              public <T> T write(Work<T> work) {
                T done = store.transactions().write(work);
                if (!answers[0]) {
                  throw new IllegalStateException("no answer");
                }
                return done;
              }

              @Override
              public <T> T read(Work<T> work) {
                return store.transactions().read(work);
              }

              @Override
              public <T> T query(Work<T> work) {
                return store.transactions().query(work);
              }
            });
    HotspotShard shard = hotspots.openShard();
    call(shard, "orders", "find", "SELECT", 70);
    assertThatThrownBy(hotspots::flushed).hasMessage("no answer");
    call(shard, "orders", "find", "SELECT", 70);
    assertThatThrownBy(hotspots::flushed).hasMessage("no answer");
    answers[0] = true;
    hotspots.flushed();
    hotspots.flushed();
    assertThat(told(hotspots.read(all())))
        .first()
        .isEqualTo("orders find client SELECT: 2 x 140000 of 2 x 200000, 200000");
  }

  @Test
  void whileTheStoreIsAway_theyWait_upToTheLimit() {
    Store store = store("a");
    boolean[] away = {true};
    Hotspots hotspots =
        hotspots(
            new Transactions() {
              @Override
              public <T> T write(Work<T> work) {
                if (away[0]) {
                  throw new IllegalStateException("away");
                }
                return store.transactions().write(work);
              }

              @Override
              public <T> T read(Work<T> work) {
                return store.transactions().read(work);
              }

              @Override
              public <T> T query(Work<T> work) {
                return store.transactions().query(work);
              }
            });
    HotspotShard shard = hotspots.openShard();
    int names = 90;
    int hours = Hotspots.MAX_WAITING / names + 20;
    for (int hour = 0; hour < hours; hour++) {
      for (int i = 0; i < names; i++) {
        call(shard, "orders", "find", "SELECT " + (char) ('!' + i), 70);
      }
      assertThatThrownBy(hotspots::flushed).hasMessage("away");
      clock.advance(Duration.ofHours(1));
    }
    away[0] = false;
    hotspots.flushed();
    double stored = hotspots.read(all()).stream().mapToDouble(Hotspot::calls).sum();
    assertThat(hotspots.limited()).isPositive();
    assertThat(stored + hotspots.limited()).isEqualTo(2.0 * names * hours);
    call(shard, "orders", "find", "SELECT", 70);
    hotspots.flushed();
    assertThat(hotspots.read(all()).stream().mapToDouble(Hotspot::calls).sum())
        .isEqualTo(stored + 2);
  }

  @Test
  void theyAreKeptAsLongAsHours_andNamesAsLongAsTheirHours() {
    Store store = store("a");
    Hotspots hotspots = hotspots(store.transactions());
    HotspotShard shard = hotspots.openShard();
    call(shard, "orders", "find", "SELECT", 70);
    call(shard, "orders", "find", "SELECT old", 70);
    hotspots.flushed();
    clock.advance(Duration.ofDays(50));
    call(shard, "orders", "find", "SELECT", 70);
    hotspots.flushed();
    clock.advance(Duration.ofDays(50));
    hotspots.expire(RETENTION, clock.instant());
    assertThat(told(hotspots.read(all())))
        .contains("orders find client SELECT: 2 x 140000 of 3 x 300000, 300000");
    clock.advance(Duration.ofHours(1));
    hotspots.expire(RETENTION, clock.instant());
    assertThat(told(hotspots.read(all())))
        .containsExactly(
            "orders find client SELECT: 1 x 70000 of 1 x 100000, 100000",
            "orders find server handle: 1 x 30000 of 1 x 100000, 100000");
    assertThat(names(store)).isEqualTo(3);
    clock.advance(Duration.ofDays(50));
    hotspots.expire(RETENTION, clock.instant());
    assertThat(hotspots.read(all())).isEmpty();
    assertThat(names(store)).isZero();
  }

  private static long names(Store store) {
    return store
        .transactions()
        .read(
            transaction -> {
              try (var select = transaction.prepare("SELECT COUNT(*) FROM hotspot_names");
                  var row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
              }
            });
  }
}

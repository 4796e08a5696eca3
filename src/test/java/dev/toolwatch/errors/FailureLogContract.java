package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.Minutes;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the table of failures does on every database. */
abstract class FailureLogContract {
  private static final Instant START = Instant.parse("2026-08-03T00:00:00Z");

  private static final Retention RETENTION =
      new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1095));

  private final SettableTime clock = new SettableTime(START);
  private Store opened;

  /** An empty database is there before each test. */
  abstract StoreLocation place();

  private Store store(String replica) {
    opened =
        new Store(
            place(),
            new Calendar(ZoneOffset.UTC),
            Duration.ofMinutes(30),
            RETENTION,
            replica,
            clock);
    opened.open();
    return opened;
  }

  @AfterEach
  void closeStore() {
    opened.close();
  }

  private static Range range(long from, long to) {
    return new Range(START.plus(Duration.ofMinutes(from)), START.plus(Duration.ofMinutes(to)));
  }

  @Test
  void failures_ofIncidentsStay_othersGoWithTheMinutes() {
    Store store = store("a");
    long first = Minutes.of(START);
    FailureLog log = new FailureLog(store.transactions());
    log.add(
        Map.of(
            new Failure(first, ServiceId.of("orders"), "find", "timeout"),
            3L,
            new Failure(first + 100, ServiceId.of("orders"), "find", "denied"),
            2L),
        1);
    log.add(Map.of(new Failure(first, ServiceId.of("orders"), "find", "timeout"), 2L), 2);
    log.keep(ServiceId.of("orders"), List.of(range(0, 10)));
    clock.advance(Duration.ofDays(30));
    store.maintain();
    log.expire(RETENTION, clock.instant());
    FailureSums sums = log.sums(List.of(ServiceId.of("orders")), List.of(range(0, 1440))).get(0);
    assertThat(sums.errorTypes()).isEqualTo(Map.of("timeout", 5L));
    assertThat(sums.tools()).isEqualTo(Map.of("find", 5L));
  }

  @Test
  void failures_againUnderTheSameNumber_countOnce() {
    Store store = store("a");
    FailureLog log = new FailureLog(store.transactions());
    Failure failure = new Failure(Minutes.of(START), ServiceId.of("orders"), "find", "timeout");
    log.add(Map.of(failure, 3L), 1);
    log.add(Map.of(failure, 3L), 1);
    store.close();
    log.add(Map.of(failure, 3L), 1);
    log.add(Map.of(failure, 2L), 2);
    List<Range> all = List.of(range(0, 10));
    assertThat(log.sums(List.of(ServiceId.of("orders")), all).get(0).errorTypes())
        .isEqualTo(Map.of("timeout", 5L));
    Store another = store("b");
    new FailureLog(another.transactions()).add(Map.of(failure, 4L), 1);
    assertThat(log.sums(List.of(ServiceId.of("orders")), all).get(0).errorTypes())
        .isEqualTo(Map.of("timeout", 9L));
  }

  @Test
  void sums_areByRange_overServices_whateverElseFailed() {
    FailureLog log = new FailureLog(store("a").transactions());
    long first = Minutes.of(START);
    log.add(
        Map.of(
            new Failure(first, ServiceId.of("orders"), "find", "timeout"), 1L,
            new Failure(first + 4, ServiceId.of("orders"), "find", "denied"), 2L,
            new Failure(first + 4, ServiceId.of("old-orders"), "list", "denied"), 4L,
            new Failure(first + 5, ServiceId.of("orders"), "find", "timeout"), 8L,
            new Failure(first + 9, ServiceId.of("orders"), "", "timeout"), 16L,
            new Failure(first + 2, ServiceId.of("wiki"), "find", "timeout"), 32L),
        1);
    List<FailureSums> sums =
        log.sums(
            List.of(ServiceId.of("orders"), ServiceId.of("old-orders")),
            List.of(range(0, 5), range(6, 9), range(9, 10)));
    assertThat(sums)
        .containsExactly(
            new FailureSums(Map.of("find", 3L, "list", 4L), Map.of("timeout", 1L, "denied", 6L)),
            new FailureSums(Map.of(), Map.of()),
            new FailureSums(Map.of("", 16L), Map.of("timeout", 16L)));
    assertThat(log.sums(List.of(ServiceId.of("orders")), List.of())).isEmpty();
  }

  @Test
  void sums_ofMoreRangesThanOneQueryTakes_areAllThere() {
    FailureLog log = new FailureLog(store("a").transactions());
    long first = Minutes.of(START);
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      ranges.add(range(2L * i, 2L * i + 1));
    }
    log.add(
        Map.of(new Failure(first + 2L * 2_400, ServiceId.of("orders"), "find", "timeout"), 3L), 1);
    List<FailureSums> sums = log.sums(List.of(ServiceId.of("orders")), ranges);
    assertThat(sums).hasSize(ranges.size());
    assertThat(sums.get(2_400).tools()).isEqualTo(Map.of("find", 3L));
    assertThat(sums).filteredOn(sum -> !sum.tools().isEmpty()).hasSize(1);
  }
}

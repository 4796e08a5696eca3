package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.signal.Outcome;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.SettableTime;
import dev.toolwatch.traces.HotspotFilter;
import dev.toolwatch.traces.MadeHotspots;
import dev.toolwatch.traces.StoredTraces;
import dev.toolwatch.traces.TraceFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stages read for users, in a store that gives a query no time at all. */
class LimitedReadsTest {
  private static final Instant NOW = StoreContract.START;

  @TempDir Path directory;

  private Store store;
  private StoredTraces traces;
  private MadeHotspots hotspots;

  @BeforeEach
  void store() {
    store =
        new Store(
            new StoreLocation.Directory(directory),
            new Calendar(ZoneOffset.UTC),
            StoreContract.PAUSE,
            StoreContract.RETENTION,
            "a",
            new QueryLimits(
                1, 1, 1, 0, Duration.ZERO, Duration.ZERO, Duration.ofNanos(-1), Long.MAX_VALUE),
            new SettableTime(NOW));
    traces = new StoredTraces(store, NOW);
    traces.store(
        0,
        1,
        "orders",
        "find",
        Outcome.OK,
        NOW,
        Duration.ofSeconds(1),
        Requests.request("orders", Requests.toolCall("find", Duration.ofSeconds(1))));
    traces.flush();
    hotspots = new MadeHotspots(store.transactions(), new SettableTime(NOW));
    hotspots.exportReport("orders", NOW, 1).flush();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void keptTraces_areLimited() {
    assertRefused(
        () ->
            traces
                .traces()
                .list(new TraceFilter(null, null, null, 0, 0, NOW.toEpochMilli() + 1, null, 10)));
    assertRefused(() -> traces.traces().find(0, 1));
    assertRefused(() -> traces.traces().services(10));
  }

  @Test
  void hotspots_areLimited() {
    Range all = new Range(NOW.minusSeconds(7_200), NOW.plusSeconds(7_200));
    assertRefused(
        () ->
            hotspots
                .hotspots()
                .read(new HotspotFilter(all, null, null, Double.POSITIVE_INFINITY, 0, 10)));
  }

  private static void assertRefused(ThrowingCallable read) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            QueryRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(QueryRefusedException.Reason.TIME));
  }
}

package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.Sample;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.testing.CapturedLog;
import dev.toolwatch.testing.SettableTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlusherTest {
  private static final int MAX_ROWS = 8;

  @TempDir Path directory;

  private final SettableTime clock = new SettableTime(StoreContract.START);
  private final Queue<Batch> source = new ArrayDeque<>();
  private final List<StoreListener> listeners = new ArrayList<>();
  private final RecordingListener listener = new RecordingListener("first");
  private Error sourceError;
  private final List<Integer> exits = new ArrayList<>();
  private Store store;

  private Flusher flusher() {
    listeners.add(listener);
    store =
        new Store(
            new StoreLocation.Directory(directory.resolve("store")),
            new Calendar(ZoneOffset.UTC),
            StoreContract.PAUSE,
            StoreContract.RETENTION,
            "a",
            clock);
    return new Flusher(
        store,
        this::handOver,
        listeners,
        StoreContract.PAUSE,
        MAX_ROWS,
        Duration.ofSeconds(10),
        clock,
        new OutOfMemory(exits::add));
  }

  private Batch handOver() {
    if (sourceError != null) {
      throw sourceError;
    }
    return source.isEmpty() ? Batch.EMPTY : source.remove();
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** A file where the store's directory should be. */
  private void takeStoreAway() throws IOException {
    Files.createFile(directory.resolve("store"));
  }

  private void bringStoreBack() throws IOException {
    Files.delete(directory.resolve("store"));
  }

  /** Calls of a tool in a minute, and the service's as a whole: two rows. */
  private static Batch calls(Instant end, int calls) {
    Rollup rollup = Batches.rollup(calls, 1, 1);
    return Batches.operations(
        Map.of(
            Minutes.of(end),
            Map.of(StoreContract.FIND, rollup, Series.whole(ServiceId.of("orders")), rollup)));
  }

  private long stored(Range range) {
    return StoreContract.calls(store, range);
  }

  @Test
  void flush_storesWhatIsHandedOver_andTellsReaders() {
    Flusher flusher = flusher();
    source.add(calls(clock.instant(), 3));
    flusher.flush();
    assertThat(stored(StoreContract.day(0))).isEqualTo(3);
    assertThat(listener.flushed).isEqualTo(1);
    assertThat(metrics(flusher))
        .containsEntry("toolwatch_store_flush_seconds", 1.0)
        .containsEntry("toolwatch_store_pending_rows", 0.0);
  }

  @Test
  void flush_storeAway_keepsAll_saysSo_andStoresItLater() throws IOException {
    takeStoreAway();
    Flusher flusher = flusher();
    for (int i = 1; i <= 3; i++) {
      source.add(calls(clock.instant(), i));
      flusher.flush();
      clock.advance(Duration.ofSeconds(25));
    }
    assertThat(flusher.problem()).hasValueSatisfying(why -> assertThat(why).contains("store"));
    assertThat(metrics(flusher))
        .containsEntry("toolwatch_store_unflushed_seconds", 75.0)
        .containsEntry("toolwatch_store_flush_failures", 3.0)
        .containsEntry("toolwatch_store_flush_seconds", 0.0);
    bringStoreBack();
    flusher.flush();
    assertThat(stored(StoreContract.day(0))).isEqualTo(6);
    assertThat(flusher.problem()).isEmpty();
    assertThat(metrics(flusher))
        .containsEntry("toolwatch_store_unflushed_seconds", 0.0)
        .containsEntry("toolwatch_store_pending_rows", 0.0);
  }

  @Test
  void problem_storeAway_isSaidAtOnce() throws IOException {
    takeStoreAway();
    Flusher flusher = flusher();
    assertThat(metrics(flusher)).containsEntry("toolwatch_store_working", 1.0);
    flusher.flush();
    assertThat(flusher.problem()).isPresent();
    assertThat(metrics(flusher)).containsEntry("toolwatch_store_working", 0.0);
    bringStoreBack();
    flusher.flush();
    assertThat(flusher.problem()).isEmpty();
    assertThat(metrics(flusher)).containsEntry("toolwatch_store_working", 1.0);
  }

  @Test
  void problem_storeDidNotOpenAtTheStart_isSaidBeforeTheFirstFlush() {
    Flusher flusher = flusher();
    flusher.opensNot("the store cannot be opened: away");
    assertThat(flusher.problem()).contains("the store cannot be opened: away");
    flusher.flush();
    assertThat(flusher.problem()).isEmpty();
  }

  @Test
  void flush_storeAwayForLong_foldsMinutesIntoHours_withoutLoss() throws IOException {
    takeStoreAway();
    Flusher flusher = flusher();
    for (int i = 0; i < 30; i++) {
      source.add(calls(clock.instant(), 2));
      flusher.flush();
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(metrics(flusher).get("toolwatch_store_pending_rows")).isLessThanOrEqualTo(MAX_ROWS);
    assertThat(metrics(flusher).get("toolwatch_store_limited_operations{action=dropped}")).isZero();
    assertThat(metrics(flusher).get("toolwatch_store_limited_operations{action=folded}"))
        .isPositive();
    bringStoreBack();
    flusher.flush();
    assertThat(stored(StoreContract.day(0))).isEqualTo(60);
  }

  @Test
  void flush_moreHoursThanRows_dropsAndCounts() throws IOException {
    takeStoreAway();
    Flusher flusher = flusher();
    for (int i = 0; i < 20; i++) {
      source.add(calls(clock.instant(), 2));
      flusher.flush();
      clock.advance(Duration.ofHours(1));
    }
    double dropped = metrics(flusher).get("toolwatch_store_limited_operations{action=dropped}");
    assertThat(dropped).isPositive();
    bringStoreBack();
    flusher.flush();
    assertThat(stored(StoreContract.day(0)) + dropped).isEqualTo(40);
  }

  @Test
  void flush_sourceThrows_isNoEnd() {
    Flusher flusher = flusher();
    source.add(new Batch(null, Map.of(), Map.of(), Map.of(), Map.of()));
    flusher.flush();
    source.add(calls(clock.instant(), 3));
    flusher.flush();
    assertThat(stored(StoreContract.day(0))).isEqualTo(3);
  }

  @Test
  void flush_listenerFails_isNoFailedFlush_andTheOthersFollow() {
    RecordingListener broken = new RecordingListener("broken");
    listeners.add(broken);
    Flusher flusher = flusher();
    broken.failure = new StoreException("no room");
    try (CapturedLog log = CapturedLog.start()) {
      for (int i = 0; i < 6; i++) {
        source.add(calls(clock.instant(), 1));
        flusher.flush();
        clock.advance(Duration.ofSeconds(10));
      }
      assertThat(linesWith("what follows it failed", log))
          .singleElement()
          .asString()
          .contains("ERROR", "broken: no room", "expiry of broken: no room");
      assertThat(log.text()).doesNotContain("waits in memory", "The store is back");
    }
    assertThat(listener.flushed).isEqualTo(6);
    assertThat(listener.expired).isEqualTo(1);
    assertThat(stored(StoreContract.day(0))).isEqualTo(6);
    clock.advance(Duration.ofSeconds(70));
    assertThat(flusher.problem()).isEmpty();
    assertThat(metrics(flusher)).containsEntry("toolwatch_store_flush_failures", 0.0);
  }

  @Test
  void flush_allWellAgain_saysSoOnce_whateverHadFailed() throws IOException {
    takeStoreAway();
    Flusher flusher = flusher();
    try (CapturedLog log = CapturedLog.start()) {
      flusher.flush();
      assertThat(linesWith("waits in memory", log)).hasSize(1);
      assertThat(listener.flushed).isZero();
      bringStoreBack();
      listener.failure = new IllegalStateException("a bug");
      flusher.flush();
      assertThat(linesWith("what follows it failed", log)).hasSize(1);
      assertThat(log.text()).contains("IllegalStateException").doesNotContain("The store is back");
      listener.failure = null;
      clock.advance(Duration.ofMinutes(1));
      flusher.flush();
      flusher.flush();
      assertThat(linesWith("The store is back", log)).hasSize(1);
      assertThat(linesWith("waits in memory", log)).hasSize(1);
    }
  }

  @Test
  void flush_expiryFails_isNotWell_untilItIsDone() {
    Flusher flusher = flusher();
    listener.expiryFailure = new StoreException("locked");
    try (CapturedLog log = CapturedLog.start()) {
      flusher.flush();
      clock.advance(Duration.ofSeconds(10));
      flusher.flush();
      assertThat(log.text()).contains("expiry of first: locked").doesNotContain("store is back");
      listener.expiryFailure = null;
      clock.advance(Duration.ofMinutes(1));
      flusher.flush();
      assertThat(linesWith("The store is back", log)).hasSize(1);
    }
  }

  private static List<String> linesWith(String text, CapturedLog log) {
    return log.text().lines().filter(line -> line.contains(text)).toList();
  }

  @Test
  void flush_listenerThrowsAnError_isLogged_andFlushesGoOn() {
    Flusher flusher = flusher();
    listener.error = new NoClassDefFoundError("gone");
    try (CapturedLog log = CapturedLog.start()) {
      source.add(calls(clock.instant(), 3));
      flusher.flush();
      assertThat(log.text()).contains("first: java.lang.NoClassDefFoundError: gone");
    }
    listener.error = null;
    source.add(calls(clock.instant(), 2));
    flusher.flush();
    assertThat(stored(StoreContract.day(0))).isEqualTo(5);
    assertThat(listener.flushed).isEqualTo(1);
    assertThat(exits).isEmpty();
  }

  @Test
  void flush_sourceThrowsAnError_isCounted_andFlushesGoOn() {
    Flusher flusher = flusher();
    sourceError = new StackOverflowError("deep");
    flusher.flush();
    sourceError = null;
    source.add(calls(clock.instant(), 3));
    flusher.flush();
    assertThat(stored(StoreContract.day(0))).isEqualTo(3);
    assertThat(metrics(flusher)).containsEntry("toolwatch_store_flush_failures", 1.0);
  }

  @Test
  void flush_memoryIsExhausted_endsTheProcess() {
    Flusher flusher = flusher();
    try (CapturedLog log = CapturedLog.start()) {
      sourceError = new OutOfMemoryError("Java heap space");
      flusher.flush();
      assertThat(exits).containsExactly(OutOfMemory.EXIT_CODE);
      sourceError = null;
      listener.error = new OutOfMemoryError("Java heap space");
      flusher.flush();
      assertThat(exits).hasSize(2);
      assertThat(log.text()).contains("Memory is exhausted", "exit code 3");
    }
  }

  @Test
  void problem_noFlushEnds_isOne() {
    Flusher flusher = flusher();
    flusher.flush();
    clock.advance(Duration.ofSeconds(80));
    assertThat(flusher.problem()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(flusher.problem()).contains("no flush has ended for 81 s");
  }

  @Test
  void flush_clockStepsBack_changesNoInterval() {
    Flusher flusher = flusher();
    flusher.flush();
    clock.jump(Duration.ofHours(-1));
    clock.advance(Duration.ofMinutes(1));
    flusher.flush();
    assertThat(listener.expired).isEqualTo(2);
    assertThat(metrics(flusher)).containsEntry("toolwatch_store_unflushed_seconds", 0.0);
  }

  @Test
  void close_storesTheRest() {
    Flusher flusher = flusher();
    flusher.start();
    source.add(calls(clock.instant(), 3));
    flusher.close();
    assertThat(stored(StoreContract.day(0))).isEqualTo(3);
  }

  /** By name, and labels where there are: counts of histograms. */
  private static Map<String, Double> metrics(Flusher flusher) {
    Map<String, Double> values = new HashMap<>();
    for (MetricFamily family : flusher.families().toCompletableFuture().join()) {
      for (Sample sample : family.samples()) {
        if (sample instanceof HistogramSample histogram) {
          values.put(family.name(), (double) histogram.count());
        } else if (sample instanceof GaugeSample gauge) {
          values.put(family.name(), gauge.value());
        } else if (sample instanceof CounterSample counter) {
          values.put(family.name() + named(counter), counter.value());
        }
      }
    }
    return values;
  }

  private static String named(CounterSample counter) {
    String labels = counter.labels().toString();
    return labels.contains("dropped")
        ? "{action=dropped}"
        : labels.contains("folded") ? "{action=folded}" : "";
  }

  /** Counts how often it was called, and fails when it is told to. */
  private static final class RecordingListener implements StoreListener {
    private final String name;
    private int flushed;
    private int expired;
    private RuntimeException failure;
    private RuntimeException expiryFailure;
    private Error error;

    private RecordingListener(String name) {
      this.name = name;
    }

    @Override
    public String task() {
      return name;
    }

    @Override
    public void flushed() {
      if (error != null) {
        throw error;
      }
      if (failure != null) {
        throw failure;
      }
      flushed++;
    }

    @Override
    public void expire(Retention retention, Instant now) {
      if (failure != null || expiryFailure != null) {
        throw failure == null ? expiryFailure : failure;
      }
      expired++;
    }
  }
}

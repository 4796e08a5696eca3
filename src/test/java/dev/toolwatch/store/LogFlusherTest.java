package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.LogMemory;
import dev.toolwatch.signal.LogPosition;
import dev.toolwatch.testing.SettableTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted from logs, on its way to the store. */
class LogFlusherTest {
  private static final int MAX_ROWS = 6;

  @TempDir Path directory;

  private final SettableTime clock = new SettableTime(StoreContract.START);
  private final Source log = new Source();
  private Batch others = Batch.EMPTY;
  private Store store;

  /** One that reads three operations each time. */
  private final class Source implements LogSource {
    private LogPosition taken;
    private long read;
    private int asked;
    private int fences;
    private final List<Long> stored = new ArrayList<>();

    @Override
    public Batch handOver() {
      if (taken == null) {
        return Batch.EMPTY;
      }
      asked++;
      read++;
      LogPosition now = new LogPosition("log", taken.owner(), read, read, LogMemory.NONE);
      return calls(3).at(List.of(now));
    }

    @Override
    public void sync(Batch batch) {
      assertThat(stored).doesNotContain(batch.logs().get("log").read());
    }

    @Override
    public void stored(Batch batch) {
      stored.add(batch.logs().get("log").read());
    }

    @Override
    public void fenced() {
      fences++;
      taken = null;
    }
  }

  private Batch calls(int calls) {
    return Batches.operations(clock.instant(), StoreContract.FIND, Batches.rollup(calls, 1));
  }

  private Flusher flusher() {
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
        () -> others,
        () -> List.of(log),
        List.of(),
        StoreContract.PAUSE,
        MAX_ROWS,
        Duration.ofSeconds(10),
        clock,
        new OutOfMemory(exit -> {}));
  }

  private LogPosition takeOver() {
    return store.transactions().write(transaction -> transaction.takeOver("log"));
  }

  private long stored() {
    return store
        .history()
        .operations(StoreContract.day(0), Filter.tools(null))
        .getOrDefault(StoreContract.FIND, Rollup.EMPTY)
        .total();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void flush_storesCountsAndPositionTogether_andTellsTheSource() {
    Flusher flusher = flusher();
    log.taken = takeOver();
    flusher.flush();
    flusher.flush();
    assertThat(stored()).isEqualTo(6);
    assertThat(log.stored).containsExactly(1L, 2L);
    assertThat(takeOver().read()).isEqualTo(2);
  }

  @Test
  void flush_anotherOwner_dropsWhatTheLogHas_andNothingElse() {
    Flusher flusher = flusher();
    log.taken = takeOver();
    flusher.flush();
    LogPosition other = takeOver();
    others = calls(5);
    flusher.flush();
    assertThat(log.fences).isEqualTo(1);
    assertThat(stored()).isEqualTo(3 + 5);
    assertThat(other.read()).isEqualTo(1);
    others = Batch.EMPTY;
    flusher.flush();
    assertThat(stored()).isEqualTo(3 + 5);
    assertThat(flusher.hasStoredAll()).isTrue();
  }

  @Test
  void flush_storeAwayForLong_asksNoMore_andDropsNothing() throws IOException {
    Flusher flusher = flusher();
    log.taken = takeOver();
    store.close();
    Path place = directory.resolve("store");
    Path aside = directory.resolve("aside");
    Files.move(place, aside);
    Files.createFile(place);
    for (int i = 0; i < 20; i++) {
      flusher.flush();
      clock.advance(Duration.ofHours(1));
    }
    assertThat(log.asked).isLessThan(20);
    Files.delete(place);
    Files.move(aside, place);
    flusher.flush();
    flusher.flush();
    assertThat(stored()).isEqualTo(3L * log.asked);
    assertThat(takeOver().read()).isEqualTo(log.read);
  }
}

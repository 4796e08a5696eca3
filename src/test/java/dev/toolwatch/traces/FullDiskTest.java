package dev.toolwatch.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.Redaction;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Batches;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.Flusher;
import dev.toolwatch.store.OutOfMemory;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.testing.CapturedLog;
import dev.toolwatch.testing.SettableTime;
import dev.toolwatch.traces.KeptTraces.Loss;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kept traces for which the disk has no room, beside other tables for which it has. */
class FullDiskTest {
  private static final Instant START = Instant.parse("2026-08-03T00:00:00Z");
  private static final Duration PAUSE = Duration.ofMinutes(30);
  private static final Series FIND = new Series(ServiceId.of("orders"), "tools/call", "find");
  private static final Range ALL = new Range(START.minus(PAUSE), START.plus(Duration.ofHours(1)));

  private static final int MEGABYTE = 1 << 20;

  private static final Retention RETENTION =
      new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1095));

  @TempDir Path directory;

  private final SettableTime clock = new SettableTime(START);
  private Store store;
  private KeptTraces traces;
  private MadeHotspots hotspots;
  private Flusher flusher;

  /** Whether the database may not grow by more than a few pages while traces are written. */
  private boolean full;

  private long calls;

  @BeforeEach
  void open() {
    store =
        new Store(
            new StoreLocation.Directory(directory),
            new Calendar(ZoneOffset.UTC),
            PAUSE,
            RETENTION,
            "a",
            clock);
    Transactions limited = limited(store.transactions());
    traces =
        new KeptTraces(
            limited,
            true,
            KeptTraces.LEAST_SAMPLES_PER_MINUTE,
            KeptTraces.MOST_WAITING,
            64 * MEGABYTE,
            clock);
    hotspots = new MadeHotspots(store.transactions(), clock);
    KeptTraceFlush flush =
        new KeptTraceFlush(
            traces,
            limited,
            new Redaction(List.of(), Redaction.TextRedaction.NONE),
            1L << 30,
            Duration.ofDays(7),
            clock);
    flusher =
        new Flusher(
            store,
            this::batch,
            List::of,
            List.of(flush, hotspots.hotspots()),
            PAUSE,
            1_000,
            Duration.ofSeconds(10),
            clock,
            new OutOfMemory(code -> {}));
  }

  @AfterEach
  void close() {
    flusher.close();
    store.close();
  }

  private Batch batch() {
    calls++;
    return Batches.operations(clock.instant(), FIND, Batches.rollup(1, 0.1));
  }

  /** What SQLite says if a file cannot grow, it says of a number of pages too. */
  private Transactions limited(Transactions real) {
    return new Transactions() {
      @Override
      public <T> T write(Work<T> work) {
        return real.write(
            transaction -> {
              pragma(
                  transaction,
                  "max_page_count = "
                      + (full ? pragma(transaction, "page_count") + 8 : Integer.MAX_VALUE));
              return work.in(transaction);
            });
      }

      @Override
      public <T> T read(Work<T> work) {
        return real.read(work);
      }

      @Override
      public <T> T query(Work<T> work) {
        return real.query(work);
      }
    };
  }

  private static long pragma(Transaction transaction, String pragma) throws SQLException {
    try (PreparedStatement statement = transaction.prepare("PRAGMA " + pragma);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private void offer(int from, int to) {
    for (int id = from; id <= to; id++) {
      traces.offer(KeptTracesContract.trace(id).incompressible(MEGABYTE).build());
    }
  }

  private List<Long> stored() {
    return traces
        .list(new TraceFilter(null, null, null, 0, 0, START.toEpochMilli() * 2, null, 100))
        .stream()
        .map(StoredTrace::idLow)
        .toList();
  }

  private long storedCalls() {
    return store.history().operations(ALL, Filter.tools(null)).values().stream()
        .mapToLong(Rollup::total)
        .sum();
  }

  private int storedHotspots() {
    return hotspots
        .hotspots()
        .read(new HotspotFilter(ALL, null, null, Double.POSITIVE_INFINITY, 0, 100))
        .size();
  }

  @Test
  void whileTheDiskIsFull_otherTablesAreWritten_andTracesWait_upToTheirBound() {
    offer(1, 2);
    flusher.flush();
    assertThat(stored()).containsExactly(2L, 1L);
    full = true;
    try (CapturedLog log = CapturedLog.start()) {
      for (int i = 0; i < 5; i++) {
        offer(10 + 4 * i, 13 + 4 * i);
        hotspots.call("orders", "find-" + i, clock.instant(), 10);
        flusher.flush();
        clock.advance(Duration.ofSeconds(10));
        assertThat(storedCalls()).isEqualTo(calls);
        assertThat(storedHotspots()).isEqualTo(i + 1);
      }
      assertThat(log.text().lines().filter(line -> line.contains("kept traces: ")))
          .singleElement()
          .asString()
          .contains("database or disk is full");
      assertThat(log.text().lines().filter(line -> line.contains("are not stored"))).hasSize(1);
    }
    assertThat(stored()).containsExactly(2L, 1L);
    assertThat(traces.lost(Loss.LIMIT)).isEqualTo(13);
    assertThat(traces.lost(Loss.REFUSED)).isZero();

    full = false;
    flusher.flush();
    assertThat(stored()).containsExactly(16L, 15L, 14L, 13L, 12L, 11L, 10L, 2L, 1L);
    offer(40, 46);
    flusher.flush();
    assertThat(stored()).hasSize(16);
    assertThat(traces.lost(Loss.LIMIT)).isEqualTo(13);
  }
}

package dev.toolwatch.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.otlp.Transport;
import dev.toolwatch.signal.LogMemory;
import dev.toolwatch.signal.LogPosition;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.CapturedLog;
import dev.toolwatch.testing.SettableTime;
import dev.toolwatch.testing.Stores;
import dev.toolwatch.wire.Slice;
import io.quarkus.runtime.configuration.MemorySize;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path directory;

  private final SettableTime clock = new SettableTime(Instant.parse("2026-08-03T00:00:00Z"));
  private Store store;

  /** What the store knew of the last journal that was opened empty. */
  private LogPosition taken;

  private static final class Settings implements JournalSettings {
    @Override
    public boolean enabled() {
      return true;
    }

    @Override
    public MemorySize maxSize() {
      return new MemorySize(BigInteger.valueOf(1 << 20));
    }
  }

  @BeforeEach
  void openStore() {
    store = Stores.of(new StoreLocation.Directory(directory.resolve("store")), "a", clock);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private Journal journal() {
    return new Journal(new Settings(), directory, store.transactions(), clock);
  }

  /** One that takes requests, as the owner of nothing that was there before. */
  private Journal emptyJournal() {
    Journal journal = journal();
    taken = journal.open();
    journal.replayed(Runnable::run);
    return journal;
  }

  private long append(Journal journal, Transport transport) throws IOException {
    Slice request = new Slice();
    request.set(new byte[100], 0, 100);
    return journal.append(Signal.TRACES, transport, request, 1, clock.millis());
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".segment")).toList();
    }
  }

  private List<LogPosition> upTo(long position) {
    return List.of(new LogPosition(taken.log(), taken.owner(), position, position, LogMemory.NONE));
  }

  private static double working(Journal journal) {
    return journal.families().toCompletableFuture().join().stream()
        .filter(family -> family.name().equals("toolwatch_journal_working"))
        .map(MetricFamily::samples)
        .map(samples -> ((GaugeSample) samples.get(0)).value())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void fenced_refusesRequests_andSaysSoEverywhere() throws IOException {
    Journal journal = emptyJournal();
    append(journal, Transport.HTTP);
    assertThat(working(journal)).isEqualTo(1);
    assertThat(JournalHealth.response(List.of(journal)).getStatus()).isEqualTo(Status.UP);
    try (CapturedLog log = CapturedLog.start()) {
      journal.fenced();
      assertThatThrownBy(() -> append(journal, Transport.HTTP)).isInstanceOf(IOException.class);
      assertThat(log.text()).contains("ToolwatchJournalStuck", "Requests are refused with 503");
    }
    assertThat(working(journal)).isZero();
    var health = JournalHealth.response(List.of(journal));
    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
    assertThat(health.getData().orElseThrow()).containsEntry("working", false);
    journal.close();
  }

  /** Identities are in it: a quiet server must not keep them for months. */
  @Test
  void idle_oldAndStored_theLastFileGoes() throws IOException {
    Journal journal = emptyJournal();
    long first = append(journal, Transport.HTTP);
    journal.sync(upTo(first));
    journal.stored(upTo(first));
    journal.idle();
    journal.idle();
    assertThat(segments()).hasSize(1);
    clock.advance(Duration.ofMillis(JournalFiles.SEGMENT_MILLIS));
    journal.idle();
    journal.idle();
    assertThat(segments()).isEmpty();
    append(journal, Transport.HTTP);
    assertThat(segments()).hasSize(1);
    clock.advance(Duration.ofHours(1));
    journal.idle();
    journal.idle();
    assertThat(segments()).hasSize(1);
    journal.close();
    assertThat(segments()).hasSize(1);
  }

  @Test
  void close_allStored_leavesNothing() throws IOException {
    Journal journal = emptyJournal();
    journal.stored(upTo(append(journal, Transport.HTTP)));
    journal.close();
    assertThat(segments()).isEmpty();
  }

  @Test
  void replay_afterACrashBeforeTheFirstFlush_tellsTheTransport() throws IOException {
    Journal before = emptyJournal();
    append(before, Transport.GRPC);
    append(before, Transport.HTTP);
    before.close();
    Journal after = journal();
    List<Transport> transports = new ArrayList<>();
    try (CapturedLog log = CapturedLog.start()) {
      assertThat(after.open().isNew()).isTrue();
      assertThat(log.text()).doesNotContain("does not know the journal");
    }
    boolean more =
        after.replay(
            (position, next, signal, transport, body, millis) -> transports.add(transport),
            System.nanoTime() + 60_000_000_000L);
    assertThat(more).isFalse();
    assertThat(transports).containsExactly(Transport.GRPC, Transport.HTTP);
    after.close();
  }

  @Test
  void open_storeThatDoesNotKnowIt_isSaid() throws IOException {
    Journal before = emptyJournal();
    append(before, Transport.HTTP);
    before.close();
    store.close();
    Files.move(directory.resolve("store"), directory.resolve("lost"));
    openStore();
    Journal after = journal();
    try (CapturedLog log = CapturedLog.start()) {
      assertThat(after.open().isNew()).isTrue();
      assertThat(log.text()).contains("does not know the journal", "counted from its beginning");
    }
    after.close();
  }
}

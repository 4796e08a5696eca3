package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.testing.SettableTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to SQLite's file. */
class StoreFailureTest {
  private static final Batch THREE =
      Batches.operations(StoreContract.START, StoreContract.FIND, Batches.rollup(3, 1, 1));

  @TempDir Path directory;

  private final SettableTime clock = new SettableTime(StoreContract.START);
  private Store store;

  private Store open() {
    store =
        new Store(
            new StoreLocation.Directory(directory),
            new Calendar(ZoneOffset.UTC),
            StoreContract.PAUSE,
            StoreContract.RETENTION,
            "a",
            clock);
    return store;
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Path file() {
    return directory.resolve("toolwatch.db");
  }

  private long calls() {
    return StoreContract.calls(store, StoreContract.day(0));
  }

  @Test
  void opens_somethingElse_movesItAside_andMakesANewOne() throws IOException {
    Files.writeString(
        file(), "not a database at all, but long enough to look like one ".repeat(99));
    byte[] before = Files.readAllBytes(file());
    open();
    assertThatThrownBy(store::open).isInstanceOf(StoreException.class);
    store.add(THREE, 1);
    assertThat(calls()).isEqualTo(3);
    assertThat(aside())
        .singleElement()
        .satisfies(path -> assertThat(path).hasBinaryContent(before));
  }

  @Test
  void adds_pagesOverwritten_movesItAside_andLosesNothingThatComes() throws IOException {
    open();
    for (int i = 1; i < 200; i++) {
      store.add(
          Batches.operations(
              StoreContract.START.plusSeconds(60L * i),
              StoreContract.FIND,
              Batches.rollup(1, i, i, i + 1, i + 2)),
          i);
    }
    store.close();
    byte[] bytes = Files.readAllBytes(file());
    for (int page = 8192; page < bytes.length; page += 8192) {
      Files.write(file(), overwritten(bytes, page), StandardOpenOption.WRITE);
    }
    open();
    assertThatThrownBy(() -> store.add(THREE, 1)).isInstanceOf(StoreException.class);
    store.add(THREE, 1);
    assertThat(calls()).isEqualTo(3);
    assertThat(aside()).hasSize(1);
  }

  @Test
  void reads_headerOverwrittenWhileRunning_movesItAside_andWhatComesIsStored() throws IOException {
    open();
    store.add(THREE, 1);
    byte[] before = Files.readAllBytes(file());
    Files.write(file(), new byte[512], StandardOpenOption.WRITE);
    assertThatThrownBy(this::calls).isInstanceOf(StoreException.class);
    assertThat(aside())
        .filteredOn(path -> !path.toString().endsWith("-wal") && !path.toString().endsWith("-shm"))
        .singleElement()
        .satisfies(path -> assertThat(Files.size(path)).isEqualTo(before.length));
    store.add(THREE, 2);
    assertThat(calls()).isEqualTo(3);
    assertThat(store.reads().problem(Duration.ZERO)).isEmpty();
  }

  @Test
  void flushes_headerOverwrittenWhileRunning_loseNothingThatIsInMemory() throws IOException {
    open();
    Queue<Batch> source = new ArrayDeque<>();
    StoreListener reader =
        new StoreListener() {
          @Override
          public String task() {
            return "reads";
          }

          @Override
          public void flushed() {
            long unused = calls();
          }
        };
    Flusher flusher =
        new Flusher(
            store,
            () -> source.isEmpty() ? Batch.EMPTY : source.remove(),
            List.of(reader),
            StoreContract.PAUSE,
            100,
            Duration.ofSeconds(10),
            clock,
            OutOfMemory.ofThisProcess());
    source.add(THREE);
    flusher.flush();
    Files.write(file(), new byte[512], StandardOpenOption.WRITE);
    flusher.flush();
    source.add(THREE);
    flusher.flush();
    flusher.flush();
    clock.advance(Duration.ofMinutes(3));
    flusher.flush();
    assertThat(calls()).isEqualTo(3);
    assertThat(aside()).isNotEmpty();
    assertThat(flusher.problem()).isEmpty();
  }

  @Test
  void opens_somethingElseThatCannotBeMoved_saysSo_andTakesItAsSoonAsItCan() throws IOException {
    Files.writeString(file(), "not a database at all, but long enough ".repeat(99));
    byte[] before = Files.readAllBytes(file());
    // What it would be moved to is there.
    Path taken = directory.resolve("toolwatch.db.corrupt-20260803T000000000Z");
    Files.createDirectory(taken);
    open();
    assertThatThrownBy(() -> store.saveStates(Map.of()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be moved aside");
    assertThat(file()).hasBinaryContent(before);
    Files.delete(taken);
    assertThatThrownBy(store::open).isInstanceOf(StoreException.class);
    store.add(THREE, 1);
    assertThat(calls()).isEqualTo(3);
  }

  private static byte[] overwritten(byte[] bytes, int from) {
    for (int i = from; i < Math.min(from + 4096, bytes.length); i++) {
      bytes[i] = (byte) 0xa5;
    }
    return bytes;
  }

  private List<Path> aside() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(path -> path.toString().contains(".db.corrupt-")).toList();
    }
  }

  @Test
  void opens_schemaOfALaterToolwatch_refuses_andLeavesItAsItIs() throws Exception {
    open().add(THREE, 1);
    store.close();
    execute(
        "INSERT INTO toolwatch_schema SELECT installed_rank + 1, '99', 'later', type,"
            + " 'V99__later.sql', 5, installed_by, installed_on, execution_time, success FROM"
            + " toolwatch_schema ORDER BY installed_rank DESC LIMIT 1");
    open();
    assertThatThrownBy(() -> store.add(THREE, 1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("99")
        .hasMessageContaining("later Toolwatch");
    assertThatThrownBy(() -> calls()).isInstanceOf(StoreException.class);
    assertThat(aside()).isEmpty();
    execute("DELETE FROM toolwatch_schema WHERE version = '99'");
    assertThat(store.add(THREE, 1)).isTrue();
    assertThat(calls()).isEqualTo(6);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Test
  void adds_diskFull_addsNothing_andAllWhenThereIsRoom() throws Exception {
    open().add(THREE, 1);
    Map<Long, Map<Series, Rollup>> many = new HashMap<>();
    for (int i = 1; i <= 500; i++) {
      many.put(
          Minutes.of(StoreContract.START) + i,
          Map.of(StoreContract.FIND, Batches.rollup(1, i, i, i + 1, i + 2)));
    }
    // On the connection that writes; the next one has the room again.
    store
        .database()
        .write(
            connection -> {
              try (Statement limit = connection.createStatement()) {
                return limit.execute("PRAGMA max_page_count = 20");
              }
            });
    Batch batch = Batches.operations(many);
    assertThatThrownBy(() -> store.add(batch, 2))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("SQLITE_FULL");
    store.open();
    assertThat(calls()).isEqualTo(3);
    assertThat(store.add(batch, 2)).isTrue();
    assertThat(calls()).isEqualTo(503);
    assertThat(aside()).isEmpty();
  }

  @Test
  void adds_fileTakenAway_makesANewOne() throws IOException {
    open().add(THREE, 1);
    Files.delete(file());
    store.add(THREE, 2);
    assertThat(file()).exists();
    assertThat(calls()).isEqualTo(3);
  }

  @Test
  void adds_directoryIsAFile_fails_untilItIsNone() throws IOException {
    Files.createFile(directory.resolve("plain"));
    store =
        new Store(
            new StoreLocation.Directory(directory.resolve("plain")),
            new Calendar(ZoneOffset.UTC),
            StoreContract.PAUSE,
            StoreContract.RETENTION,
            "a",
            clock);
    assertThatThrownBy(() -> store.add(THREE, 1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("plain");
    Files.delete(directory.resolve("plain"));
    store.add(THREE, 1);
    assertThat(calls()).isEqualTo(3);
  }

  @Test
  void maintains_nothing_isNoWork() {
    open();
    clock.advance(Duration.ofDays(400));
    store.maintain();
    assertThat(calls()).isZero();
  }
}

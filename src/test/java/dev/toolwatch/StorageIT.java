package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.CountedCalls;
import dev.toolwatch.testing.PackagedToolwatch;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.LibraryLoaderUtil;

/** What the packaged application has stored, after stops of either kind. */
@Timeout(240)
class StorageIT {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** By {@code -Dtoolwatch.test.kills=20} more of them, which takes four seconds each. */
  private static final int KILLS = Integer.getInteger("toolwatch.test.kills", 6);

  /** For a flush that had begun, on a machine that is busy. */
  private static final Duration SLACK = Duration.ofSeconds(3);

  /** A process that is killed leaves no others. */
  private static final Set<String> FILES =
      Set.of(
          "toolwatch.db",
          "toolwatch.db-wal",
          "toolwatch.db-shm",
          "toolwatch.lock",
          "user-pseudonym.key",
          LibraryLoaderUtil.getNativeLibName());

  @TempDir Path directory;

  private final CountedCalls calls = new CountedCalls();

  @Test
  void stops_nothingIsLost() throws Exception {
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      calls.send(packaged, Duration.ofMillis(1500));
      packaged.terminate();
      packaged.awaitExit();
    }
    assertThat(CountedCalls.stored(new StoreLocation.Directory(directory))).isEqualTo(calls.sent());
  }

  @Test
  void secondProcess_sameFile_doesNotStart_untilTheFirstIsGone() throws Exception {
    try (PackagedToolwatch first = PackagedToolwatch.start(settings());
        PackagedToolwatch second = PackagedToolwatch.launch(settings())) {
      assertThat(second.awaitExit()).isEqualTo(1);
      assertThat(second.output().lines())
          .filteredOn(line -> line.startsWith("Toolwatch does not start: "))
          .singleElement()
          .asString()
          .contains(directory.resolve("toolwatch.db").toString(), "process " + first.pid());
      assertThat(first.isRunning()).isTrue();
    }
    // It was killed, and nobody tidied up.
    try (PackagedToolwatch next = PackagedToolwatch.start(settings())) {
      assertThat(next.isRunning()).isTrue();
    }
  }

  @Test
  @Tag("servers") // not for its servers: for its time
  @Tag("jar")
  void killed_againAndAgain_losesTheLastIntervalAtMost_andDoublesNothing() throws Exception {
    SplittableRandom random = new SplittableRandom(20);
    long before = 0;
    for (int i = 0; i < KILLS; i++) {
      long storedBefore = before;
      long sentBefore = calls.sent();
      Instant killed;
      try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
        calls.send(packaged, Duration.ofMillis(random.nextInt(200, 4000)));
        killed = Instant.now();
      }
      long stored = CountedCalls.stored(new StoreLocation.Directory(directory));
      assertThat(stored).isLessThanOrEqualTo(storedBefore + calls.sent() - sentBefore);
      assertThat(stored)
          .isGreaterThanOrEqualTo(
              storedBefore
                  + Math.max(
                      0,
                      calls.acknowledgedBefore(killed.minus(INTERVAL).minus(SLACK)) - sentBefore));
      before = stored;
    }
    assertThat(before).isPositive();
    assertThat(files()).isSubsetOf(FILES);
  }

  @Test
  void starts_libraryDamaged_putsItRight() throws Exception {
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      packaged.terminate();
      packaged.awaitExit();
    }
    Path library = directory.resolve(LibraryLoaderUtil.getNativeLibName());
    byte[] sound = Files.readAllBytes(library);
    Files.write(library, new byte[4096]);
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      calls.send(packaged, Duration.ofMillis(200));
      packaged.terminate();
      packaged.awaitExit();
    }
    assertThat(library).hasBinaryContent(sound);
    assertThat(CountedCalls.stored(new StoreLocation.Directory(directory))).isEqualTo(calls.sent());
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void postgresql_withUserAndPassword_keepsWhatWasSent() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement create = connection.createStatement()) {
        create.execute("CREATE ROLE watcher LOGIN PASSWORD 'sesame'");
        create.execute("CREATE DATABASE roll_ups OWNER watcher");
      }
      String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/roll_ups";
      try (PackagedToolwatch packaged =
          PackagedToolwatch.start(
              "toolwatch.store.url=" + url,
              "toolwatch.store.username=watcher",
              "toolwatch.store.password=sesame",
              "toolwatch.store.flush-interval=1s")) {
        calls.send(packaged, Duration.ofMillis(500));
        StoreLocation place = new StoreLocation.Server(url, "watcher", "sesame");
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> CountedCalls.stored(place) == calls.sent());
      }
    }
  }

  private String[] settings() {
    return new String[] {
      "toolwatch.store.path=" + directory,
      "toolwatch.store.flush-interval=" + INTERVAL.toSeconds() + "s",
    };
  }
}

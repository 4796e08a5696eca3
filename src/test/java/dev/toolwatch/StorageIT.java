package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
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

  /** For a flush that had begun, on a machine that is busy. */
  private static final Duration SLACK = Duration.ofSeconds(3);

  /** A process that is killed leaves no others. */
  private static final Set<String> FILES =
      Set.of(
          "toolwatch.db",
          "toolwatch.db-wal",
          "toolwatch.db-shm",
          "user-pseudonym.key",
          LibraryLoaderUtil.getNativeLibName());

  @TempDir Path directory;

  private final Deque<Acknowledged> acknowledged = new ArrayDeque<>();
  private long sent;

  @Test
  void stops_nothingIsLost() throws Exception {
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      send(packaged, Duration.ofMillis(1500));
      packaged.terminate();
      packaged.awaitExit();
    }
    assertThat(stored(new StoreLocation.Directory(directory))).isEqualTo(sent);
  }

  @Test
  @Tag("servers") // not for its servers: for its minute
  void killed_twentyTimes_losesTheLastIntervalAtMost_andDoublesNothing() throws Exception {
    SplittableRandom random = new SplittableRandom(20);
    long before = 0;
    for (int i = 0; i < 20; i++) {
      long storedBefore = before;
      long sentBefore = sent;
      Instant killed;
      try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
        send(packaged, Duration.ofMillis(random.nextInt(200, 4000)));
        killed = Instant.now();
      }
      long stored = stored(new StoreLocation.Directory(directory));
      assertThat(stored).isLessThanOrEqualTo(storedBefore + sent - sentBefore);
      assertThat(stored)
          .isGreaterThanOrEqualTo(
              storedBefore
                  + Math.max(0, sentUntil(killed.minus(INTERVAL).minus(SLACK)) - sentBefore));
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
      send(packaged, Duration.ofMillis(200));
      packaged.terminate();
      packaged.awaitExit();
    }
    assertThat(library).hasBinaryContent(sound);
    assertThat(stored(new StoreLocation.Directory(directory))).isEqualTo(sent);
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
        send(packaged, Duration.ofMillis(500));
        StoreLocation place = new StoreLocation.Server(url, "watcher", "sesame");
        await().atMost(Duration.ofSeconds(30)).until(() -> stored(place) == sent);
      }
    }
  }

  private String[] settings() {
    return new String[] {
      "toolwatch.store.path=" + directory,
      "toolwatch.store.flush-interval=" + INTERVAL.toSeconds() + "s",
    };
  }

  private void send(PackagedToolwatch packaged, Duration duration) {
    OtlpHttpClient client =
        new OtlpHttpClient(packaged.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1);
    Instant end = Instant.now().plus(duration);
    while (Instant.now().isBefore(end)) {
      sent++;
      byte[] body = Requests.protobuf(Requests.request("orders", call(sent)));
      assertThat(client.post("/v1/traces", body, OtlpHttpClient.PROTOBUF).statusCode())
          .isEqualTo(200);
      acknowledged.add(new Acknowledged(Instant.now(), sent));
    }
  }

  private static Span.Builder call(long number) {
    Instant now = Instant.now();
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    return Requests.toolCall("find_order", Duration.ofMillis(20))
        .setTraceId(Requests.id(number, number))
        .setSpanId(Requests.id(number))
        .setStartTimeUnixNano(nanos - 20_000_000)
        .setEndTimeUnixNano(nanos);
  }

  private long sentUntil(Instant time) {
    return acknowledged.stream()
        .filter(one -> one.at.isBefore(time))
        .mapToLong(Acknowledged::sent)
        .max()
        .orElse(0);
  }

  private static long stored(StoreLocation place) {
    Retention retention =
        new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1095));
    Instant now = Instant.now();
    try (Store store =
        new Store(
            place,
            new Calendar(ZoneOffset.UTC),
            Duration.ofMinutes(30),
            retention,
            "test",
            InstantSource.system())) {
      store.open();
      Range lately = new Range(now.minus(Duration.ofHours(1)), now.plus(Duration.ofMinutes(2)));
      return store.history().operations(lately, Filter.services()).values().stream()
          .mapToLong(Rollup::total)
          .sum();
    }
  }

  private record Acknowledged(Instant at, long sent) {}
}

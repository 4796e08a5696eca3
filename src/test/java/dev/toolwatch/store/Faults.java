package dev.toolwatch.store;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.CountedCalls;
import dev.toolwatch.testing.NumberedRequests;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Requests;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The packaged application while what it depends on fails: one method a fault. Each checks that the health
 * answer tells the truth while the fault lasts, and that afterwards everything that was acknowledged is
 * stored, less a flush interval where the process or its file was lost. FaultsIT is the short form,
 * bench/faults.sh the long one.
 */
final class Faults {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** For a flush that had begun, on a machine that is busy. */
  private static final Duration SLACK = Duration.ofSeconds(4);

  /** The exit code of a process with ExitOnOutOfMemoryError. */
  private static final int OUT_OF_MEMORY = 3;

  private static final Duration QUIET = Duration.ofSeconds(2);

  /** Longer faults must be told. */
  private static final Duration PATIENCE = Duration.ofSeconds(66);

  private static final Duration UNTIL_WELL = Duration.ofSeconds(75);

  private final Path directory;
  private final Duration lasting;
  private final CountedCalls calls = new CountedCalls();

  /**
   * Nothing has failed yet.
   *
   * @param directory an empty one
   * @param lasting how long a fault lasts
   */
  Faults(Path directory, Duration lasting) {
    this.directory = directory;
    this.lasting = lasting;
  }

  /** What can be done to it. */
  @FunctionalInterface
  interface Fault {
    void run(Faults faults) throws Exception;
  }

  /** All that need no rights, by name. */
  static Map<String, Fault> all() {
    Map<String, Fault> all = new LinkedHashMap<>();
    all.put("writes to files fail", Faults::writesFail);
    all.put("the database file is truncated", Faults::truncated);
    all.put("the database file is overwritten", Faults::overwritten);
    all.put("out of descriptors", Faults::outOfDescriptors);
    all.put("killed", Faults::killed);
    all.put("stopped by a signal", Faults::paused);
    all.put("PostgreSQL is away", Faults::serverAway);
    all.put("PostgreSQL does not answer", Faults::serverHangs);
    all.put("PostgreSQL is read-only", Faults::serverReadOnly);
    return all;
  }

  /** Every one for a minute and more, or what the options say: see bench/faults.sh. */
  public static void main(String[] arguments) throws Exception {
    long seconds = 75;
    String only = "";
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      if (argument.startsWith("--only=")) {
        only = value;
      } else {
        seconds = Long.parseLong(value);
      }
    }
    Map<String, Fault> chosen = all();
    chosen.put("the disk is full", Faults::diskFull);
    chosen.put("out of memory", Faults::outOfMemory);
    String part = only;
    chosen.keySet().removeIf(name -> !name.contains(part));
    System.out.println("| fault | lasted s | acknowledged | result |");
    System.out.println("|---|--:|--:|---|");
    List<String> failed = new ArrayList<>();
    for (Map.Entry<String, Fault> fault : chosen.entrySet()) {
      Faults faults =
          new Faults(Files.createTempDirectory("toolwatch-faults"), Duration.ofSeconds(seconds));
      String result = "all is stored";
      try {
        fault.getValue().run(faults);
      } catch (AssertionError | Exception e) {
        failed.add(fault.getKey());
        result = e.toString().replaceAll("\\s+", " ");
      }
      System.out.printf(
          "| %s | %d | %d | %s |%n", fault.getKey(), seconds, faults.calls.sent(), result);
    }
    System.exit(failed.isEmpty() ? 0 : 1);
  }

  /** The disk is broken or there is no room, as far as the store can tell. */
  private void writesFail() throws Exception {
    try (PackagedToolwatch packaged =
        PackagedToolwatch.startToLimitFiles(
            Stream.concat(Stream.of(settings()), Stream.of("toolwatch.traces.ratio=1"))
                .toArray(String[]::new))) {
      calls.send(packaged, QUIET);
      awaitStored(packaged);
      packaged.limitFiles("65536");
      long before = calls.sent();
      calls.send(packaged, lasting);
      assertUnflushed(packaged);
      assertReadable(packaged);
      assertThat(latestTrace(packaged)).isLessThanOrEqualTo(before);
      packaged.limitFiles("unlimited");
      await()
          .atMost(UNTIL_WELL)
          .untilAsserted(() -> assertThat(latestTrace(packaged)).isGreaterThan(before));
      assertAllStored(packaged, place());
    }
  }

  /**
   * On a file system of its own, which only root can make. Reads may fail as well: SQLite needs room for
   * its index of the log.
   */
  private void diskFull() throws Exception {
    String mounted = directory.toString();
    run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", mounted);
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      calls.send(packaged, QUIET);
      awaitStored(packaged);
      Path filler = directory.resolve("filler");
      for (Instant end = Instant.now().plus(lasting); Instant.now().isBefore(end); ) {
        // Also what SQLite has given back since.
        fill(filler);
        calls.send(packaged, INTERVAL.dividedBy(5));
      }
      assertUnflushed(packaged);
      Files.delete(filler);
      assertAllStored(packaged, place());
    } finally {
      run("umount", "-l", mounted);
    }
  }

  /** Writes until there is no room. */
  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file, CREATE, APPEND)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
        .as(String.join(" ", command))
        .isZero();
  }

  private void truncated() throws Exception {
    damaged(
        file -> {
          try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.truncate(4096);
          }
        });
  }

  private void overwritten() throws Exception {
    damaged(file -> Files.write(file, new byte[512], WRITE));
  }

  private interface Damage {
    void to(Path file) throws IOException;
  }

  /** What was in the file is kept aside; what comes later is stored. */
  private void damaged(Damage damage) throws Exception {
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      calls.send(packaged, QUIET);
      awaitStored(packaged);
      damage.to(directory.resolve("toolwatch.db"));
      Instant damaged = Instant.now();
      calls.send(packaged, lasting.plus(INTERVAL).plus(SLACK));
      long before = calls.acknowledgedBefore(damaged.plus(INTERVAL).plus(SLACK));
      assertWell(packaged);
      assertThat(packaged.output()).contains("is corrupt", "was moved to");
      stop(packaged);
      assertThat(CountedCalls.stored(place())).isBetween(calls.sent() - before, calls.sent());
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files.map(Path::toString)).anyMatch(file -> file.contains(".corrupt-"));
      }
    }
  }

  private void killed() throws Exception {
    Instant killed;
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      calls.send(packaged, lasting);
      killed = Instant.now();
    }
    long lost = calls.sent() - calls.acknowledgedBefore(killed.minus(INTERVAL).minus(SLACK));
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      calls.send(packaged, QUIET);
      assertWell(packaged);
      stop(packaged);
    }
    assertThat(CountedCalls.stored(place())).isBetween(calls.sent() - lost, calls.sent());
  }

  /** Connections that are open go on, and new ones when there is room again. */
  private void outOfDescriptors() throws Exception {
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> calls.send(packaged, lasting.plus(QUIET.multipliedBy(2))));
      Thread.sleep(QUIET.toMillis());
      packaged.limitDescriptors("16");
      Thread.sleep(lasting.toMillis());
      assertThat(sending).isNotDone();
      packaged.limitDescriptors("4096");
      sending.get();
      assertAllStored(packaged, place());
    }
  }

  /** Limits that do not fit into the heap, and a sender who fills them. */
  private void outOfMemory() throws Exception {
    NumberedRequests attack =
        new NumberedRequests(
            NumberedRequests.REQUEST,
            1000,
            span -> Requests.toolCall(NumberedRequests.SPAN, Duration.ofMillis(1L << span % 11)));
    Instant ended;
    try (PackagedToolwatch packaged =
        PackagedToolwatch.startInContainerHeap(
            Stream.concat(
                    Stream.of(settings()),
                    Stream.of(
                        "toolwatch.cardinality.max-series=10000000",
                        "toolwatch.cardinality.max-services=100000"))
                .toArray(String[]::new))) {
      calls.send(packaged, QUIET);
      OtlpHttpClient client =
          new OtlpHttpClient(packaged.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1);
      assertThatThrownBy(
              () -> {
                while (true) {
                  client.post("/v1/traces", attack.next(), OtlpHttpClient.PROTOBUF);
                }
              })
          .isNotNull();
      assertThat(packaged.awaitExit()).isEqualTo(OUT_OF_MEMORY);
      ended = Instant.now();
    }
    long lost = calls.sent() - calls.acknowledgedBefore(ended.minus(INTERVAL).minus(SLACK));
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      calls.send(packaged, QUIET);
      assertWell(packaged);
      stop(packaged);
    }
    assertThat(CountedCalls.stored(place())).isBetween(calls.sent() - lost, calls.sent());
  }

  private void paused() throws Exception {
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      calls.send(packaged, QUIET);
      packaged.signal("STOP");
      Thread.sleep(lasting.toMillis());
      packaged.signal("CONT");
      calls.send(packaged, QUIET);
      assertAllStored(packaged, place());
    }
  }

  private void serverAway() throws Exception {
    try (FaultyServer server = new FaultyServer(EmbeddedPostgres.builder().start());
        PackagedToolwatch packaged = PackagedToolwatch.start(server.settings())) {
      calls.send(packaged, QUIET);
      server.refuse(true);
      calls.send(packaged, lasting);
      assertUnflushed(packaged);
      server.refuse(false);
      assertAllStored(packaged, server.place());
    }
  }

  private void serverHangs() throws Exception {
    try (FaultyServer server = new FaultyServer(EmbeddedPostgres.builder().start());
        PackagedToolwatch packaged = PackagedToolwatch.start(server.settings())) {
      calls.send(packaged, QUIET);
      server.signal("STOP");
      try {
        calls.send(packaged, lasting);
        assertHealthTellsOf(packaged);
      } finally {
        server.signal("CONT");
      }
      assertAllStored(packaged, server.place());
    }
  }

  private void serverReadOnly() throws Exception {
    try (FaultyServer server = new FaultyServer(EmbeddedPostgres.builder().start());
        PackagedToolwatch packaged = PackagedToolwatch.start(server.settings())) {
      calls.send(packaged, QUIET);
      server.readOnly(true);
      calls.send(packaged, lasting);
      assertUnflushed(packaged);
      assertReadable(packaged);
      server.readOnly(false);
      assertAllStored(packaged, server.place());
    }
  }

  private String[] settings() {
    return new String[] {
      "toolwatch.store.path=" + directory,
      "toolwatch.store.flush-interval=" + INTERVAL.toSeconds() + "s",
    };
  }

  private StoreLocation place() {
    return new StoreLocation.Directory(directory);
  }

  private void assertUnflushed(PackagedToolwatch packaged) {
    assertThat(packaged.toolwatch().scrape().sum("toolwatch_store_flush_failures_total"))
        .isPositive();
    assertHealthTellsOf(packaged);
  }

  /** While a fault has lasted. */
  private void assertHealthTellsOf(PackagedToolwatch packaged) {
    JsonObject store = store(packaged);
    assertThat(store.getJsonObject("data").getLong("secondsSinceFlush"))
        .isGreaterThanOrEqualTo(lasting.minus(INTERVAL.multipliedBy(2)).toSeconds());
    if (lasting.compareTo(PATIENCE) > 0) {
      // Data is still taken in.
      assertThat(store.getString("status")).isEqualTo("UP");
      assertThat(store.getJsonObject("data").getBoolean("working")).isFalse();
      assertThat(store.getJsonObject("data").getString("problem")).isNotBlank();
    }
  }

  /** The API still answers what was stored before. */
  private static void assertReadable(PackagedToolwatch packaged) {
    assertThat(packaged.ask("services?from=now-1h").getJsonArray("services")).hasSize(1);
  }

  /** The number of the latest call whose trace is in the store; 0 if there is none. */
  private static long latestTrace(PackagedToolwatch packaged) {
    return packaged.ask("traces?limit=1").getJsonArray("traces").stream()
        .map(trace -> ((JsonObject) trace).getString("trace_id"))
        .mapToLong(id -> Long.parseLong(id.substring(16), 16))
        .max()
        .orElse(0);
  }

  private void awaitStored(PackagedToolwatch packaged) {
    await()
        .atMost(UNTIL_WELL)
        .untilAsserted(
            () ->
                assertThat(packaged.ask("services?from=now-1h").getJsonArray("services"))
                    .extracting(service -> ((JsonObject) service).getLong("operations"))
                    .containsExactly(calls.sent()));
  }

  private static void assertWell(PackagedToolwatch packaged) {
    await()
        .atMost(UNTIL_WELL)
        .untilAsserted(
            () -> {
              JsonObject store = store(packaged);
              assertThat(store.getString("status")).isEqualTo("UP");
              assertThat(store.getJsonObject("data").getString("problem")).isNull();
              assertThat(store.getJsonObject("data").getLong("secondsSinceFlush")).isLessThan(4);
            });
  }

  private void assertAllStored(PackagedToolwatch packaged, StoreLocation place) throws Exception {
    assertWell(packaged);
    stop(packaged);
    assertThat(CountedCalls.stored(place)).isEqualTo(calls.sent());
  }

  private static void stop(PackagedToolwatch packaged) throws InterruptedException {
    packaged.terminate();
    packaged.awaitExit();
  }

  private static JsonObject store(PackagedToolwatch packaged) {
    return packaged.toolwatch().health("ready").getJsonArray("checks").stream()
        .map(JsonObject.class::cast)
        .filter(check -> check.getString("name").equals("store"))
        .findFirst()
        .orElseThrow();
  }
}

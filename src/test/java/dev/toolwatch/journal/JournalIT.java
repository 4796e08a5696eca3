package dev.toolwatch.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.PackagedToolwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with the journal, killed under load: what was acknowledged is stored, once. */
@Timeout(1200)
@Tag("jar")
class JournalIT {
  /** By {@code -Dtoolwatch.test.kills=50} more of them, which takes up to ten seconds each. */
  private static final int KILLS = Integer.getInteger("toolwatch.test.kills", 3);

  private static final int SENDERS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path directory;

  private final int port = FreePort.next();

  private String[] settings() {
    return new String[] {
      "toolwatch.store.path=" + directory,
      "toolwatch.journal.enabled=true",
      "toolwatch.store.flush-interval=700ms",
      "toolwatch.otlp.http-port=" + port
    };
  }

  @Test
  void killedAgainAndAgain_underLoad_everythingAcknowledgedIsStoredOnce() throws Exception {
    SplittableRandom random = new SplittableRandom(22);
    List<ResendingSender> senders =
        IntStream.range(0, SENDERS)
            .mapToObj(i -> new ResendingSender(port, "orders-" + i))
            .toList();
    ResendingSender metered = ResendingSender.ofMetrics(port, "metered");
    List<ResendingSender> all = Stream.concat(senders.stream(), Stream.of(metered)).toList();
    all.forEach(ResendingSender::start);
    long replays = 0;
    for (int i = 0; i < KILLS; i++) {
      try (PackagedToolwatch packaged = PackagedToolwatch.launch(settings())) {
        long before = senders.get(0).acknowledged();
        long more = random.nextInt(1, 60);
        await().atMost(PATIENCE).until(() -> senders.get(0).acknowledged() > before + more);
        replays += packaged.output().contains("The journal of the process before had") ? 1 : 0;
        assertThat(packaged.output()).doesNotContain("\"ERROR\"");
      }
    }
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      all.forEach(ResendingSender::stop);
      packaged.terminate();
      packaged.awaitExit();
      assertThat(packaged.output()).contains("everything that was counted is stored");
    }
    assertThat(replays).isPositive();
    for (ResendingSender sender : all) {
      assertThat(stored(sender.service())).as(sender.service()).isEqualTo(sender.acknowledged());
    }
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      assertThat(packaged.output()).doesNotContain("The journal of the process before had");
    }
    System.out.printf(
        "%d kills, %d replays; acknowledged and stored: %s%n",
        KILLS, replays, all.stream().map(ResendingSender::acknowledged).toList());
  }

  @Test
  void full_refusesRequests_andCountsNothingOfThem() throws Exception {
    ResendingSender sender = new ResendingSender(port, "orders");
    String[] settings =
        Stream.concat(
                Stream.of(settings()).filter(setting -> !setting.contains("flush-interval")),
                Stream.of("toolwatch.journal.max-size=1M", "toolwatch.store.flush-interval=1h"))
            .toArray(String[]::new);
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings)) {
      sender.start();
      await().atMost(PATIENCE).until(() -> sender.refusals() > 2);
      sender.giveUp();
      assertThat(packaged.output()).contains("toolwatch.journal.max-size");
      packaged.terminate();
      packaged.awaitExit();
    }
    assertThat(sender.refusedStatus()).isEqualTo(503);
    assertThat(stored("orders")).isEqualTo(sender.acknowledged()).isPositive();
    try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
      assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(1 << 20);
    }
  }

  @Test
  void diskThatTakesNothing_refusesRequests_inTheFilesThatThereAre() throws Exception {
    ResendingSender sender = new ResendingSender(port, "orders");
    String[] settings =
        Stream.concat(
                Stream.of(settings()).filter(setting -> !setting.contains("flush-interval")),
                Stream.of("toolwatch.store.flush-interval=1h"))
            .toArray(String[]::new);
    try (PackagedToolwatch packaged = PackagedToolwatch.startToLimitFiles(settings)) {
      sender.start();
      await().atMost(PATIENCE).until(() -> sender.acknowledged() > 0);
      packaged.limitFiles("0");
      int before = sender.refusals();
      await().atMost(PATIENCE).until(() -> sender.refusals() > before + 3);
      assertThat(segments()).isLessThanOrEqualTo(2);
      packaged.limitFiles("unlimited");
      long acknowledged = sender.acknowledged();
      await().atMost(PATIENCE).until(() -> sender.acknowledged() > acknowledged);
      assertThat(segments()).isLessThanOrEqualTo(2);
      sender.stop();
      packaged.terminate();
      packaged.awaitExit();
    }
    assertThat(sender.refusedStatus()).isEqualTo(503);
    assertThat(stored("orders")).isEqualTo(sender.acknowledged());
  }

  private long segments() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".segment")).count();
    }
  }

  /** Operations of a service in the store. */
  private long stored(String service) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("toolwatch.db"));
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT SUM(operations) FROM rollups JOIN subjects ON subjects.id = subject"
                    + " WHERE tier = 0 AND rollups.kind = 0 AND service = ? AND name = ''")) {
      select.setString(1, service);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}

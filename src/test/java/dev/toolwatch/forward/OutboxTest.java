package dev.toolwatch.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.signal.SteadyClock;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of an outbox; ErrorReportsTest has what it does within them. */
class OutboxTest {
  private static final long DISK = 200_000;
  private static final int MESSAGES = 2000;

  private final Vertx vertx = Vertx.vertx();
  private final SteadyClock clock =
      SteadyClock.of(() -> Instant.ofEpochSecond(1_790_000_000), () -> 0);

  @TempDir Path directory;

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** Nobody listens there. */
  private static final class Away implements Mailbox {
    @Override
    public String name() {
      return "away";
    }

    @Override
    public URI url() {
      return URI.create("http://localhost:1/");
    }

    @Override
    public Map<String, String> headers() {
      return Map.of();
    }

    @Override
    public boolean gzip() {
      return false;
    }

    @Override
    public String settings() {
      return "nothing";
    }

    @Override
    public long pauseMillis() {
      return 0;
    }

    @Override
    public SendResult meaning(HttpAnswer answer) {
      return new SendResult.Delivered(0, "");
    }
  }

  private Outbox outbox(long memory) {
    return new Outbox(
        new Away(), directory.resolve("away"), new Outbox.Limits(memory, DISK), vertx, clock);
  }

  private long onDisk() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("away"))) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void moreThanFits_theOldestAreDroppedAndCounted() throws Exception {
    Outbox outbox = outbox(50_000);
    outbox.start();
    for (int i = 0; i < MESSAGES; i++) {
      outbox.offer(new byte[1000], i);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(outbox.lost()).isGreaterThan(MESSAGES - 300));
    outbox.finish(System.nanoTime());
    outbox.join(Duration.ofSeconds(20));
    assertThat(outbox.delivered()).isZero();
    assertThat(outbox.lost() + outbox.waiting()).isEqualTo(MESSAGES);
    assertThat(outbox.waiting()).isPositive();
    assertThat(onDisk()).isLessThanOrEqualTo(DISK + 1000);
  }

  @Test
  void messageThatFitsNowhere_isDroppedAlone() {
    Outbox outbox = outbox(5_000);
    outbox.offer(new byte[1000], 1);
    outbox.offer(new byte[5001], 2);
    assertThat(outbox.lost()).isEqualTo(1);
    assertThat(outbox.waiting()).isEqualTo(1);
  }
}

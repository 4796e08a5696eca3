package dev.toolwatch.past;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.slo.MadeTime;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.PostgresqlDatabase;
import dev.toolwatch.testing.SettableTime;
import dev.toolwatch.testing.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Replicas of the demo that share a real server. */
class PostgresqlPastTest {
  @RegisterExtension static final PostgresqlDatabase DATABASE = new PostgresqlDatabase();

  private static final Instant NOW = Instant.parse("2026-11-26T02:20:30Z");

  private final SettableTime clock = new SettableTime(NOW);

  @TempDir private Path objectives;

  private Store store(String url, String replica) {
    return Stores.of(new StoreLocation.Server(url, null, null), replica, clock);
  }

  private static long operations(Store store) {
    Range days = new Range(NOW.minus(Duration.ofDays(100)), NOW);
    return store.history().operations(days, Filter.services()).values().stream()
        .mapToLong(Rollup::total)
        .sum();
  }

  @Test
  void replicasThatStartTogether_oneFillsTheStore() throws Exception {
    try (MadeTime made = new MadeTime(objectives, NOW, Map.of())) {
      String url = DATABASE.url();
      try (Store first = store(url, "first");
          Store second = store(url, "second")) {
        first.open();
        second.open();
        CompletableFuture<Boolean> other =
            CompletableFuture.supplyAsync(
                () -> MadePast.of(second.transactions(), made, clock).fill());
        boolean filled = MadePast.of(first.transactions(), made, clock).fill();
        assertThat(filled ^ other.join()).isTrue();
        DemoPastTest.assertRate(operations(first));
        assertThat(operations(second)).isEqualTo(operations(first));
        assertThat(MadePast.of(second.transactions(), made, clock).fill()).isFalse();
      }
    }
  }
}

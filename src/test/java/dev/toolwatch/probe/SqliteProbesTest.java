package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.store.StoreLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a file, for one process. */
class SqliteProbesTest extends ProbesContract {
  @TempDir Path directory;

  @Override
  StoreLocation place() {
    return new StoreLocation.Directory(directory);
  }

  /** One check in a hundred fails, for a day. */
  @Test
  void lostPackets_raiseNoAlarm() {
    Replica replica = new Replica("a", probe);
    SplittableRandom random = new SplittableRandom(7);
    int failed = 0;
    for (int second = 0; second < 86_400; second++) {
      other.verdict = random.nextInt(100) == 0 ? Verdict.DOWN : Verdict.UP;
      replica.tick();
      clock.advance(Duration.ofSeconds(1));
      failed += replica.states.of(probe).isFailed() ? 1 : 0;
    }
    assertThat(failed).isZero();
    replica.flush();
    assertThat(replica.history(probe).sums(DAY).get("orders").failed()).isBetween(10L, 50L);
  }
}

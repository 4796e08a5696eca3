package dev.toolwatch.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.PostgresqlDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a real server, each test in a database of its own. */
class PostgresqlKeptTracesTest extends KeptTracesContract {
  @RegisterExtension static final PostgresqlDatabase DATABASE = new PostgresqlDatabase();

  @Override
  StoreLocation place() {
    return new StoreLocation.Server(DATABASE.url(), null, null);
  }

  @Override
  String url() {
    return DATABASE.url();
  }

  /** PostgreSQL's texts have no NUL. */
  @Test
  void traceThatTheDatabaseRefuses_isDroppedAndCounted_othersAreStored() {
    Replica replica = replica("a");
    replica.offer(trace(1).build());
    replica.offer(trace(2).tool("fi\0nd").build());
    replica.offer(trace(3).build());
    replica.flush.flushed();
    assertThat(ids(replica)).containsExactly(3L, 1L);
    assertThat(replica.traces.lost(KeptTraces.Loss.REFUSED)).isEqualTo(1);
    replica.offer(trace(4).build());
    replica.flush.flushed();
    assertThat(ids(replica)).containsExactly(4L, 3L, 1L);
    assertThat(replica.bytesInTable()).isEqualTo(replica.flush.storedBytes().orElseThrow());
  }

  /**
   * Both store parts of the same traces in their own order, and drop what is too much: the rounds
   * before the last, for each is later than the one before.
   */
  @Test
  void twoReplicasAtOnce_loseNothing_dropNoMoreThanTheyMust() throws Exception {
    long keep = 100_000;
    List<Replica> replicas = List.of(replica("a", keep), replica("b", keep));
    CyclicBarrier nextRound = new CyclicBarrier(2, () -> clock.advance(Duration.ofSeconds(1)));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<?>> done = new ArrayList<>();
    try {
      for (int r = 0; r < 2; r++) {
        Replica replica = replicas.get(r);
        boolean backwards = r == 1;
        done.add(
            threads.submit(
                () -> {
                  for (int round = 0; round < 20; round++) {
                    nextRound.await(60, TimeUnit.SECONDS);
                    for (int i = 0; i < 20; i++) {
                      int id = round * 20 + (backwards ? 19 - i : i);
                      replica.offer(trace(id).incompressible(1_000).build());
                    }
                    replica.flush.flushed();
                  }
                  return null;
                }));
      }
      for (Future<?> one : done) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    Replica any = replicas.get(0);
    long left = any.bytesInTable();
    assertThat(left).isBetween(keep - 2 * 1_200, keep);
    any.flush.flushed();
    assertThat(any.flush.storedBytes()).hasValue(left);
    assertThat(any.traces.find(0, 399).orElseThrow().requests()).hasSize(2);
  }

  @Test
  void closedStore_isOpenedAgain() {
    Replica replica = replica("a");
    Store store = replica.store;
    replica.offer(trace(1).build());
    store.close();
    replica.flush.flushed();
    assertThat(ids(replica)).containsExactly(1L);
  }
}

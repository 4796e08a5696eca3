package dev.toolwatch.cardinality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads, each with a table of its own, and a clock that runs fast. */
@Timeout(60)
class ConcurrencyTest {
  private static final int THREADS = 4;
  private static final int STEPS = 4000;
  private static final int LIMIT = 80;

  private final AtomicLong millis = new AtomicLong(1_790_000_000_000L);
  private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
  private final Cardinality cardinality =
      new Cardinality(
          Cardinalities.settings(LIMIT, 5).withIdleTimeout(Duration.ofMinutes(10)), 1, clock);
  private final SeriesBudget budget = cardinality.family(Loops.ERRORS);

  private static final class Count {
    private final Place place;
    private long count;

    private Count(Place place) {
      this.place = place;
    }
  }

  /** Counts names, some of them popular for a while, and makes its rounds. */
  private final class Loop {
    private final List<Count> made = new ArrayList<>();
    private final SeriesTable<Count> table =
        new SeriesTable<>(
            budget,
            place -> {
              Count count = new Count(place);
              made.add(count);
              return count;
            });
    private final Random random;
    private long afterTheEnd;

    private Loop(int seed) {
      random = new Random(seed);
    }

    private void run() {
      for (int step = 0; step < STEPS; step++) {
        for (int i = 0; i < 20; i++) {
          int tool =
              random.nextInt(4) == 0 ? random.nextInt(1000) : step / 500 * 10 + random.nextInt(15);
          ServiceId service = cardinality.services().admit(ServiceId.of("s" + random.nextInt(8)));
          Count count = table.find(service, "tools/call", "t" + tool, "e");
          if (count.place.isGone()) {
            afterTheEnd++;
          }
          count.count++;
        }
        millis.addAndGet(random.nextInt(2000));
        if (random.nextInt(4) == 0) {
          table.round();
        }
      }
    }
  }

  @Test
  void loopsOnThreads_countEverythingAndNothingIntoWhatIsGone() throws Exception {
    List<Loop> loops = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier together = new CyclicBarrier(THREADS);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Loop loop = new Loop(i);
        loops.add(loop);
        running.add(
            threads.submit(
                () -> {
                  together.await();
                  loop.run();
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    long counted =
        loops.stream().flatMap(loop -> loop.made.stream()).mapToLong(one -> one.count).sum();
    assertThat(counted).isEqualTo((long) THREADS * STEPS * 20);
    assertThat(loops).allMatch(loop -> loop.afterTheEnd == 0);

    Map<SeriesKey, Place> shown = new HashMap<>();
    for (Loop loop : loops) {
      for (Count one : loop.table.accumulators()) {
        if (!one.place.isGone()) {
          Place other = shown.put(one.place.key(), one.place);
          assertThat(other).isIn(null, one.place);
        }
      }
    }
    assertThat(shown.size()).isLessThanOrEqualTo(LIMIT);
    assertThat(budget.series()).isGreaterThanOrEqualTo(shown.size()).isLessThanOrEqualTo(LIMIT);
    // Names have come and gone meanwhile.
    assertThat(loops.stream().mapToInt(loop -> loop.made.size()).sum()).isGreaterThan(2 * LIMIT);
    assertThatEverythingIsGivenBack(loops);
  }

  /** When nobody uses anything any more, everything goes, and every account is even. */
  private void assertThatEverythingIsGivenBack(List<Loop> loops) {
    for (int i = 0; i < 4; i++) {
      loops.forEach(loop -> loop.table.round());
      millis.addAndGet(3_600_000);
    }
    loops.forEach(loop -> loop.table.round());
    assertThat(budget.series()).isZero();
    assertThat(cardinality.services().services()).isZero();
    // The account of services without a name is kept.
    assertThat(budget.report(10).services()).allMatch(one -> one.used() == 0);
    assertThat(loops).allMatch(loop -> loop.table.accumulators().isEmpty());
  }
}

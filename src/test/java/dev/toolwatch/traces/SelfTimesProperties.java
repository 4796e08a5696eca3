package dev.toolwatch.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random trees, against an oracle that looks at every moment of every pair of spans. */
class SelfTimesProperties {
  private static final int MOMENTS = 60;
  private static final ServiceId SERVICE = ServiceId.of("orders");

  private final SelfTimes times = new SelfTimes();

  @Property(tries = 3_000)
  void selfTimesAndPath_areThoseOfTheOracle(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int size) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] parents = new int[size];
    int[] places = shuffled(size, random);
    int[] starts = new int[size];
    int[] ends = new int[size];
    for (int i = 0; i < size; i++) {
      boolean root = i == 0 || random.nextInt(20) == 0;
      parents[places[i]] = root ? -1 : places[random.nextInt(i)];
      starts[places[i]] = 1 + random.nextInt(MOMENTS);
      ends[places[i]] = Math.min(MOMENTS, starts[places[i]] + random.nextInt(MOMENTS / 2));
    }
    times.begin();
    for (int i = 0; i < size; i++) {
      times.add(id(i), parents[i] < 0 ? 0 : id(parents[i]), starts[i], ends[i], SERVICE);
    }
    times.compute();
    boolean[] critical = critical(parents, starts, ends, places);
    for (int i = 0; i < size; i++) {
      assertThat(times.parent(i)).isEqualTo(parents[i]);
      assertThat(times.selfNanos(i)).as("self %d", i).isEqualTo(self(i, parents, starts, ends));
      assertThat(times.isCritical(i)).as("critical %d", i).isEqualTo(critical[i]);
    }
  }

  private static long id(int span) {
    return 0x1234_5678_9ABC_DEFL * (span + 1);
  }

  private static int[] shuffled(int size, SplittableRandom random) {
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      places[i] = places[j];
      places[j] = i;
    }
    return places;
  }

  /** The moments at which a span runs and none of its children does. */
  private static long self(int span, int[] parents, int[] starts, int[] ends) {
    long self = 0;
    for (int moment = starts[span]; moment < ends[span]; moment++) {
      boolean covered = false;
      for (int i = 0; i < parents.length; i++) {
        covered |= parents[i] == span && starts[i] <= moment && moment < ends[i];
      }
      self += covered ? 0 : 1;
    }
    return self;
  }

  /** Walks down from each root, looking for the last child that ends by then. */
  private static boolean[] critical(int[] parents, int[] starts, int[] ends, int[] parentsFirst) {
    int[] from = starts.clone();
    int[] to = ends.clone();
    boolean[] critical = new boolean[parents.length];
    for (int span : parentsFirst) {
      if (parents[span] >= 0) {
        from[span] = Math.max(from[span], from[parents[span]]);
        to[span] = Math.min(to[span], to[parents[span]]);
      } else {
        critical[span] = true;
      }
    }
    for (int span : parentsFirst) {
      int until = critical[span] ? to[span] : Integer.MIN_VALUE;
      int last;
      do {
        last = -1;
        for (int i = 0; i < parents.length; i++) {
          boolean candidate = parents[i] == span && from[i] < to[i] && to[i] <= until;
          if (candidate && (last < 0 || to[i] > to[last])) {
            last = i;
          }
        }
        if (last >= 0) {
          critical[last] = true;
          until = from[last];
        }
      } while (last >= 0);
    }
    return critical;
  }
}

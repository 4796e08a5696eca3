package dev.toolwatch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.mcp.Arrivals;
import dev.toolwatch.mcp.CallTrees;
import dev.toolwatch.mcp.CallTrees.Node;
import dev.toolwatch.mcp.Counted;
import dev.toolwatch.mcp.JoinDriver;
import dev.toolwatch.mcp.JoinInput;
import dev.toolwatch.signal.SpanCounts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Spans that come to any loop are counted once by the loop that owns their trace. */
class TraceRouteProperties {
  private static final long START = 1_790_000_000_000L;
  private static final int WAIT = 40;

  @Property(tries = 500)
  void accept_overSeveralLoops_countsWhatHappened(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int traces,
      @ForAll @IntRange(min = 1, max = 3) int loops) {
    Random random = new Random(seed);
    CallTrees trees = CallTrees.of(random, traces);
    Counted counted = new Counted();
    TraceOwners owners = new TraceOwners(loops);
    List<QueuedLoop> queues = new ArrayList<>();
    List<Lane> lanes = new ArrayList<>();
    for (JoinDriver join : JoinDriver.several(loops, WAIT, counted)) {
      queues.add(new QueuedLoop());
      QueuedLoop queue = queues.get(queues.size() - 1);
      lanes.add(
          new Lane(
              join, new TraceRoute(owners, lanes.size(), queue, 100_000, 1L << 30, join::accept)));
    }
    // What is handed over may lie in a queue for the other half of the wait.
    SortedMap<Long, List<Node>> arrivals = Arrivals.of(random, trees, START, 4 * WAIT, WAIT / 2);
    long accepted = 0;
    for (long now = START; now <= arrivals.lastKey() + WAIT; now++) {
      for (QueuedLoop queue : queues) {
        queue.now = now;
        queue.runThoseFrom(now - WAIT / 2 + 1);
      }
      for (List<JoinInput> batch :
          Arrivals.batches(random, arrivals.getOrDefault(now, List.of()))) {
        lanes.get(random.nextInt(loops)).route().accept(JoinInput.batch(batch), now);
        accepted += batch.size();
        queues.get(random.nextInt(loops)).runSome(random);
        assertThat(settled(lanes)).isEqualTo(accepted);
      }
      lanes.get(random.nextInt(loops)).join().expire(now);
      assertThat(settled(lanes)).isEqualTo(accepted);
    }
    queues.forEach(queue -> queue.runThoseFrom(Long.MAX_VALUE));
    lanes.forEach(lane -> lane.join().finish());
    assertThat(counted.lines).isEqualTo(trees.counted().lines);
    assertThat(dispositions(lanes)).isEqualTo(trees.dispositions());
  }

  private static long settled(List<Lane> lanes) {
    long pending =
        lanes.stream()
            .mapToLong(lane -> lane.join().counts().pending() + lane.route().pending())
            .sum();
    return Arrays.stream(dispositions(lanes)).sum() + pending;
  }

  private static long[] dispositions(List<Lane> lanes) {
    return lanes.stream()
        .map(lane -> lane.join().counts())
        .reduce(SpanCounts.NONE, SpanCounts::plus)
        .dispositions();
  }

  private record Lane(JoinDriver join, TraceRoute route) {}

  /** An event loop whose tasks lie in a queue until the test has them run. */
  private static final class QueuedLoop implements java.util.concurrent.Executor {
    private record Task(long submitted, Runnable task) {}

    private final Deque<Task> tasks = new ArrayDeque<>();
    private long now;

    @Override
    public void execute(Runnable task) {
      tasks.add(new Task(now, task));
    }

    void runSome(Random random) {
      for (int i = random.nextInt(tasks.size() + 1); i > 0; i--) {
        tasks.remove().task().run();
      }
    }

    /** Runs what was submitted before a time. */
    void runThoseFrom(long before) {
      while (!tasks.isEmpty() && tasks.peek().submitted() < before) {
        tasks.remove().task().run();
      }
    }
  }
}

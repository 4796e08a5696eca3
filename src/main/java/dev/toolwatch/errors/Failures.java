package dev.toolwatch.errors;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What failed in all event loops, until the store takes it. Thread-safe. */
@ApplicationScoped
public class Failures {
  /** Different failures that may wait while the store is away. */
  static final int MAX_WAITING = 10_000;

  private final List<FailureShard> shards = new CopyOnWriteArrayList<>();
  private Map<Failure, Long> waiting = new HashMap<>();
  private long limited;

  /** Nothing has failed yet. */
  public Failures() {}

  /** A shard for one event loop. */
  public FailureShard openShard() {
    FailureShard shard = new FailureShard(FailureShard.MAX);
    shards.add(shard);
    return shard;
  }

  /**
   * Hands over what has been counted. If that fails it waits for the next time, up to a bound. What is
   * beyond is left out: incidents then show fewer error types, and the counts stay right.
   */
  synchronized void flush(Consumer<Map<Failure, Long>> to) {
    for (FailureShard shard : shards) {
      shard.take().forEach(this::keep);
    }
    if (!waiting.isEmpty()) {
      to.accept(waiting);
      waiting = new HashMap<>();
    }
  }

  private void keep(Failure failure, long times) {
    if (waiting.size() < MAX_WAITING || waiting.containsKey(failure)) {
      waiting.merge(failure, times, Long::sum);
    } else {
      limited += times;
    }
  }

  /** Operations whose failure was left out since this process began. */
  public synchronized long limited() {
    return limited + shards.stream().mapToLong(FailureShard::limited).sum();
  }
}

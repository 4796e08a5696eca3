package dev.toolwatch.slo;

import dev.toolwatch.store.Failure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What failed, of all event loops, until the store takes it. Thread-safe. */
@ApplicationScoped
public class Failures {
  private static final int MAX_WAITING = 10_000;

  private final List<FailureShard> shards = new CopyOnWriteArrayList<>();
  private Map<Failure, Long> waiting = new HashMap<>();

  /** Nothing has failed. */
  public Failures() {}

  /** A shard for one event loop. */
  public FailureShard openShard() {
    FailureShard shard = new FailureShard(FailureShard.MAX);
    shards.add(shard);
    return shard;
  }

  /**
   * Hands over what has been counted. Where that fails it waits for the next time, up to a bound;
   * beyond, it is lost: incidents then show fewer error types, and counts stay as they are.
   */
  synchronized void flush(Consumer<Map<Failure, Long>> to) {
    for (FailureShard shard : shards) {
      Map<Failure, Long> taken = shard.take();
      if (waiting.size() < MAX_WAITING) {
        taken.forEach((failure, times) -> waiting.merge(failure, times, Long::sum));
      }
    }
    if (!waiting.isEmpty()) {
      to.accept(waiting);
      waiting = new HashMap<>();
    }
  }
}

package dev.toolwatch.errors;

import dev.toolwatch.store.DataRefusedException;
import dev.toolwatch.tenant.TenantScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What failed in all event loops, until the store takes it. Thread-safe. */
@TenantScoped
public class Failures {
  /** Different failures that may wait while the store is away. */
  static final int MAX_WAITING = 10_000;

  private final List<FailureShard> shards = new CopyOnWriteArrayList<>();
  private Map<Failure, Long> waiting = new HashMap<>();

  /** Stays as it is until it is stored, under its number. */
  private Map<Failure, Long> tried = Map.of();

  private long sequence;
  private long limited;

  /** Nothing has failed yet. */
  public Failures() {}

  /** A shard for one event loop. */
  public FailureShard openShard() {
    FailureShard shard = new FailureShard(FailureShard.MAX);
    shards.add(shard);
    return shard;
  }

  /** Takes failures once: it is given the same ones under the same number until it does not throw. */
  @FunctionalInterface
  interface Sink {
    void add(Map<Failure, Long> failures, long sequence);
  }

  /**
   * Hands over what has been counted. If that fails it waits for the next time, up to a bound. What is
   * beyond is left out: incidents then show fewer error types, and the counts stay right.
   */
  synchronized void flush(Sink to) {
    for (FailureShard shard : shards) {
      shard.take().forEach(this::keep);
    }
    while (!tried.isEmpty() || !waiting.isEmpty()) {
      if (tried.isEmpty()) {
        tried = waiting;
        waiting = new HashMap<>();
        sequence++;
      }
      try {
        to.add(tried, sequence);
      } catch (DataRefusedException e) {
        // They would be refused again, and keep others from following.
        limited += tried.values().stream().mapToLong(times -> times).sum();
        tried = Map.of();
        throw e;
      }
      tried = Map.of();
    }
  }

  private void keep(Failure failure, long times) {
    if (tried.size() + waiting.size() < MAX_WAITING || waiting.containsKey(failure)) {
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

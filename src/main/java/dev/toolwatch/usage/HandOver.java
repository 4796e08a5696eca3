package dev.toolwatch.usage;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks one shard for what it has counted. An unanswered question stays open until the next call.
 * Not thread-safe.
 */
final class HandOver {
  private final UsageShard shard;

  /** The open question, or null. */
  private CompletableFuture<Interval> asked;

  HandOver(UsageShard shard) {
    this.shard = shard;
  }

  void ask() {
    if (asked == null) {
      asked = shard.handOver();
    }
  }

  /**
   * What the shard has counted; nothing if it does not answer in time.
   *
   * @param deadlineNanos on the monotonic clock
   */
  Optional<Interval> take(long deadlineNanos) {
    try {
      Interval taken =
          asked.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      asked = null;
      return Optional.of(taken);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A shard failed to hand over its counts", e);
    }
  }
}

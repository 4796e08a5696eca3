package dev.toolwatch.usage;

import dev.toolwatch.store.Batch;
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
   * What the shard has counted, or nothing if it does not answer in time.
   *
   * @param deadlineNanos on the monotonic clock
   */
  Batch take(long deadlineNanos, long sessionPauseMillis) {
    try {
      Interval taken =
          asked.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      asked = null;
      return taken.batch(sessionPauseMillis);
    } catch (TimeoutException e) {
      return Batch.EMPTY;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Batch.EMPTY;
    } catch (ExecutionException e) {
      throw new IllegalStateException("A shard failed to hand over its counts", e);
    }
  }
}

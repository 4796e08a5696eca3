package dev.toolwatch.usage;

import dev.toolwatch.signal.LogPosition;
import dev.toolwatch.signal.LogReader;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.LogSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The shard of one thread that reads logs. Counts and positions are taken in one task on that thread,
 * between two records, so they belong together. An unanswered question stays open until the next call.
 *
 * <p>Threading: {@link #shard} and {@link #reset} belong to the thread that reads, the rest to the one
 * that stores.
 */
public final class LogShard implements LogSource {
  /** How long the thread may take to finish the record that it reads. */
  private static final int PATIENCE_SECONDS = 5;

  private final UsageShard shard;
  private final Executor thread;
  private final Supplier<List<LogPosition>> cut;
  private final LogReader reader;
  private final Consumer<Batch> taken;

  /** The open question, or null. */
  private CompletableFuture<Cut> asked;

  /** How often the thread has begun again. */
  private final AtomicInteger resets = new AtomicInteger();

  /** The resets up to the last fence must be followed by another before anything is handed over. */
  private int fencedAt = -1;

  private record Cut(Interval interval, List<LogPosition> positions, int resets) {}

  LogShard(
      UsageShard shard,
      Executor thread,
      Supplier<List<LogPosition>> cut,
      LogReader reader,
      Consumer<Batch> taken) {
    this.shard = shard;
    this.thread = thread;
    this.cut = cut;
    this.reader = reader;
    this.taken = taken;
  }

  /** Counts what is read. */
  public UsageShard shard() {
    return shard;
  }

  /** Forgets what has not been handed over: it will be read again. */
  public void reset() {
    shard.takeInterval().recycle();
    resets.incrementAndGet();
  }

  private Cut cut() {
    List<LogPosition> positions = cut.get();
    return new Cut(shard.takeInterval(), positions, resets.get());
  }

  @Override
  public Batch handOver() {
    if (asked == null) {
      asked = CompletableFuture.supplyAsync(this::cut, thread);
    }
    try {
      Cut answer = asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      asked = null;
      if (answer.resets() <= fencedAt) {
        return Batch.EMPTY;
      }
      if (answer.positions().isEmpty()) {
        reader.idle();
      }
      Batch batch = answer.interval().batch().at(answer.positions());
      answer.interval().recycle();
      taken.accept(batch);
      return batch;
    } catch (TimeoutException e) {
      return Batch.EMPTY;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Batch.EMPTY;
    } catch (ExecutionException e) {
      asked = null;
      throw new IllegalStateException("The thread that reads logs failed to hand over", e);
    }
  }

  @Override
  public void sync(Batch batch) {
    reader.sync(List.copyOf(batch.logs().values()));
  }

  @Override
  public void stored(Batch batch) {
    reader.stored(List.copyOf(batch.logs().values()));
  }

  @Override
  public void fenced() {
    fencedAt = resets.get();
    reader.fenced();
  }
}

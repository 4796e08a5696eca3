package dev.toolwatch.store;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Moves what is counted into the store, every few seconds and once more at the end. What cannot be
 * stored waits: the batch that was tried as it is, for nobody knows whether it went in, and all that
 * comes after it merged into the next.
 *
 * <p>Threading: a thread of its own; the rest may be asked by any. Bounds: rows that wait.
 */
public final class Flusher implements MetricSource, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Flusher.class);

  /** Longer than this away is a fault: shorter is a restart of the database. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration BETWEEN_COMPLAINTS = Duration.ofMinutes(1);
  private static final Duration BETWEEN_MAINTENANCE = Duration.ofMinutes(1);
  private static final int STOP_SECONDS = 20;

  private final Store store;
  private final Supplier<Batch> source;
  private final Consumer<History> afterFlush;
  private final Duration interval;
  private final InstantSource clock;
  private final Pending pending;
  private final FlushDurations durations;
  private final long createdMillis;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "toolwatch-store"));

  private Batch tried = Batch.EMPTY;
  private long sequence;
  private Instant complained = Instant.MIN;
  private Instant maintained = Instant.MIN;
  private volatile Instant allStored;
  private volatile Optional<String> problem = Optional.empty();
  private volatile Waiting waiting = new Waiting(0, 0, 0, 0);

  /**
   * Not started yet.
   *
   * @param source hands over what has been counted since the last time; it is nowhere else then
   * @param afterFlush is given what can be read whenever all is stored
   * @param sessionPause the longest pause within a session of a user
   * @param maxPendingRows that wait at most
   */
  public Flusher(
      Store store,
      Supplier<Batch> source,
      Consumer<History> afterFlush,
      Duration sessionPause,
      int maxPendingRows,
      Duration interval,
      InstantSource clock) {
    this.store = store;
    this.source = source;
    this.afterFlush = afterFlush;
    this.interval = interval;
    this.clock = clock;
    createdMillis = clock.millis();
    allStored = clock.instant();
    durations = new FlushDurations(createdMillis);
    pending = new Pending(maxPendingRows, store.history().calendar(), sessionPause.toMillis());
  }

  /** Begins to flush. */
  public void start() {
    long millis = interval.toMillis();
    // It ends with the thread.
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(this::flush, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Stores what has been counted, if the store takes it. Throws nothing. */
  public synchronized void flush() {
    try {
      pending.add(source.get(), Pending.rows(tried));
      storeAll();
      allStored = clock.instant();
      if (problem.isPresent()) {
        LOG.info("The store is back, and nothing waits for it any more.");
        problem = Optional.empty();
      }
      afterFlush.accept(store.history());
      if (!clock.instant().isBefore(maintained.plus(BETWEEN_MAINTENANCE))) {
        maintained = clock.instant();
        store.maintain();
      }
    } catch (RuntimeException e) {
      complain(e);
    }
    waiting =
        new Waiting(
            Pending.rows(tried) + pending.rows(),
            pending.foldedOperations(),
            pending.droppedOperations(),
            waiting.failures + (problem.isPresent() ? 1 : 0));
  }

  private void storeAll() {
    store.open();
    while (!tried.equals(Batch.EMPTY) || pending.rows() > 0) {
      if (tried.equals(Batch.EMPTY)) {
        tried = pending.take();
        sequence++;
      }
      long begin = System.nanoTime();
      store.add(tried, sequence);
      durations.record((System.nanoTime() - begin) / 1e9);
      tried = Batch.EMPTY;
    }
  }

  private void complain(RuntimeException failure) {
    problem = Optional.of(String.valueOf(failure.getMessage()));
    Instant now = clock.instant();
    if (!now.isBefore(complained.plus(BETWEEN_COMPLAINTS))) {
      complained = now;
      LOG.errorf(
          failure instanceof StoreException ? null : failure,
          "%s. What is counted waits in memory: %d rows so far.",
          failure.getMessage(),
          Pending.rows(tried) + pending.rows());
    }
  }

  /** What has kept the store from taking anything for longer than a database takes to restart. */
  public Optional<String> problem() {
    return unflushed().compareTo(PATIENCE) > 0 ? problem : Optional.empty();
  }

  private Duration unflushed() {
    Duration unflushed = Duration.between(allStored, clock.instant());
    return unflushed.isNegative() ? Duration.ZERO : unflushed;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    Waiting now = waiting;
    return CompletableFuture.completedStage(
        List.of(
            durations.family(),
            MetricFamily.gauge(
                "toolwatch_store_unflushed_seconds",
                "Time since everything that was counted was in the store.",
                "seconds",
                unflushed().toMillis() / 1e3),
            MetricFamily.gauge(
                "toolwatch_store_pending_rows",
                "Rows that wait in memory since a flush failed.",
                "",
                now.rows),
            MetricFamily.counter(
                "toolwatch_store_flush_failures",
                "Flushes that failed and are tried again.",
                List.of(new CounterSample(Labels.of(), now.failures, createdMillis))),
            MetricFamily.counter(
                "toolwatch_store_limited_operations",
                "Operations that waited for the store beyond toolwatch.store.max-pending-rows.",
                List.of(
                    new CounterSample(Labels.of("action", "dropped"), now.dropped, createdMillis),
                    new CounterSample(Labels.of("action", "folded"), now.folded, createdMillis)))));
  }

  /** Flushes for the last time, when nothing is counted any more. The store stays open. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("The store is busy: what was counted last is not in it");
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    flush();
    if (problem.isPresent()) {
      LOG.errorf("Stopped without the store: %d rows are lost", waiting.rows);
    }
  }

  private record Waiting(int rows, long folded, long dropped, long failures) {}
}

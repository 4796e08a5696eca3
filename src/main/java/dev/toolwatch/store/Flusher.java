package dev.toolwatch.store;

import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.ForwardTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Moves what is counted into the store every few seconds, and once more at the end; then the
 * listeners follow. What cannot be stored waits: the batch that was tried stays as it is, because
 * nobody knows whether it was stored; all that comes after it is merged into the next batch. A batch
 * that the database refuses is stored service by service, and what is refused again is dropped.
 *
 * <p>Threading: a thread of its own; the rest may be called by any. Bounds: rows that wait.
 */
public final class Flusher implements MetricSource, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Flusher.class);

  /** A store that is away for longer is a fault; a shorter time is a restart of the database. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration BETWEEN_MAINTENANCE = Duration.ofMinutes(1);
  private static final int STOP_SECONDS = 20;

  private final Store store;
  private final Supplier<Batch> source;
  private final Listeners listeners;
  private final Duration interval;
  private final ForwardTime time;
  private final Pending pending;
  private final FlushMetrics metrics;
  private final FlushLog log;
  private final OutOfMemory outOfMemory;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "toolwatch-store"));

  /** Of these batches only the first may have been stored. */
  private final Deque<Batch> tried = new ArrayDeque<>();

  private long sequence;
  private long storedRows;
  private Instant maintained = Instant.MIN;
  private volatile Instant allStored;
  private volatile Instant allMaintained;
  private volatile Optional<String> problem = Optional.empty();
  private volatile Optional<String> maintenanceProblem = Optional.empty();

  /**
   * Not started yet.
   *
   * @param source hands over what has been counted since the last time; it is nowhere else then
   * @param listeners in the order in which they follow a flush
   * @param sessionPause the longest pause within a session of a user
   * @param maxPendingRows that wait at most
   */
  public Flusher(
      Store store,
      Supplier<Batch> source,
      List<StoreListener> listeners,
      Duration sessionPause,
      int maxPendingRows,
      Duration interval,
      InstantSource clock,
      OutOfMemory outOfMemory) {
    this.store = store;
    this.outOfMemory = outOfMemory;
    this.source = source;
    this.listeners = new Listeners(store, listeners);
    this.interval = interval;
    time = new ForwardTime(clock);
    allStored = time.instant();
    allMaintained = allStored;
    metrics = new FlushMetrics(clock.millis());
    log = new FlushLog(time);
    pending = new Pending(maxPendingRows, store.calendar(), sessionPause.toMillis());
  }

  /** The store has not opened at the start: it is said before the first flush has failed, too. */
  public void opensNot(String why) {
    problem = Optional.of(why);
  }

  /** Begins to flush. */
  public void start() {
    // A stop does not wait for the next one.
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    schedule(interval.toNanos());
  }

  private void schedule(long nanos) {
    if (!thread.isShutdown()) {
      // It ends with the thread.
      ScheduledFuture<?> unused = thread.schedule(this::flushAndGoOn, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Once per interval, however long a flush takes; those missed meanwhile are not made up for. */
  private void flushAndGoOn() {
    long begin = System.nanoTime();
    flush();
    long period = interval.toNanos();
    schedule(period - (System.nanoTime() - begin) % period);
  }

  /** Stores what has been counted, if the store takes it, and has the listeners follow. Never throws. */
  public synchronized void flush() {
    try {
      tryToFlush();
    } catch (Throwable e) {
      // Whatever it is: an executor drops a task that throws, and says nothing.
      outOfMemory.endIf(e);
      metrics.failed();
      log.flushFailed(e, waitingRows());
    }
  }

  private void tryToFlush() {
    boolean stored = store();
    metrics.waiting(
        new FlushMetrics.Waiting(
            waitingRows(), pending.foldedOperations(), pending.droppedOperations()));
    if (stored) {
      follow();
    }
  }

  private boolean store() {
    try {
      pending.add(source.get(), triedRows());
      storeAll();
      allStored = time.instant();
      problem = Optional.empty();
      return true;
    } catch (Throwable e) {
      outOfMemory.endIf(e);
      problem = Optional.of(FlushLog.message(e));
      metrics.failed();
      log.flushFailed(e, waitingRows());
      return false;
    }
  }

  private void storeAll() {
    store.open();
    while (!tried.isEmpty() || pending.rows() > 0) {
      if (tried.isEmpty()) {
        tried.add(pending.take());
      }
      long begin = System.nanoTime();
      try {
        store.add(tried.getFirst(), sequence);
        metrics.stored((System.nanoTime() - begin) / 1e9);
        storedRows += Pending.rows(tried.removeFirst());
      } catch (DataRefusedException e) {
        divide(e);
      }
      sequence++;
    }
  }

  /** The database refuses the first batch: the others must not wait for it. */
  private void divide(DataRefusedException refusal) {
    Batch refused = tried.removeFirst();
    List<Batch> parts = refused.byService();
    if (parts.size() > 1) {
      tried.addAll(parts);
      return;
    }
    pending.drop(refused);
    metrics.failed();
    log.dropped(refusal, Pending.rows(refused));
  }

  private void follow() {
    Map<String, Throwable> failures = new LinkedHashMap<>(listeners.flushed());
    Instant now = time.instant();
    if (!now.isBefore(maintained.plus(BETWEEN_MAINTENANCE))) {
      maintained = now;
      Map<String, Throwable> notDone = listeners.maintain();
      if (notDone.isEmpty()) {
        allMaintained = time.instant();
      }
      maintenanceProblem =
          notDone.values().stream().findFirst().map(failure -> FlushLog.message(failure));
      failures.putAll(notDone);
    }
    if (!failures.isEmpty()) {
      log.listenersFailed(failures);
    } else if (listeners.areWell()) {
      log.well();
    }
  }

  private int triedRows() {
    return tried.stream().mapToInt(Pending::rows).sum();
  }

  private int waitingRows() {
    return triedRows() + pending.rows();
  }

  /**
   * What keeps the store from taking anything, or has kept it from being read for longer than a
   * database takes to restart.
   */
  public Optional<String> problem() {
    Optional<String> now = problem;
    if (now.isPresent()) {
      return now;
    }
    if (unflushed().compareTo(PATIENCE.plus(interval.multipliedBy(2))) > 0) {
      return Optional.of("no flush has ended for " + unflushed().toSeconds() + " s");
    }
    return store.reads().problem(PATIENCE);
  }

  /** Why maintenance was not done, or not all of it, when it was last tried. */
  public Optional<String> maintenanceProblem() {
    return maintenanceProblem;
  }

  /** By how much the time by which rows expire is behind the clock. */
  public Duration expiryLag() {
    return store.expiry().lag();
  }

  /** Whether nothing waits. Meant for the end: meanwhile something always does. */
  public synchronized boolean hasStoredAll() {
    return problem.isEmpty() && waitingRows() == 0 && pending.droppedOperations() == 0;
  }

  /** Rows stored since the start. */
  public synchronized long storedRows() {
    return storedRows;
  }

  /** The time since everything that was counted was in the store. */
  public Duration unflushed() {
    return since(allStored);
  }

  /** The time since maintenance was last done, all of it. */
  public Duration unmaintained() {
    return since(allMaintained);
  }

  /** The time since the store was last read. */
  public Duration unread() {
    return store.reads().unread();
  }

  private Duration since(Instant then) {
    return Duration.between(then, time.instant());
  }

  @Override
  public boolean isOfSystem() {
    return true;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    List<MetricFamily> families =
        new ArrayList<>(metrics.families(unflushed(), unread(), unmaintained(), expiryLag()));
    families.add(
        MetricFamily.gauge(
            "toolwatch_store_working",
            "1 while the store takes what is counted and can be read, 0 otherwise.",
            "",
            problem().isEmpty() ? 1 : 0));
    families.add(store.badRows().family());
    return CompletableFuture.completedStage(families);
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
      LOG.errorf("Stopped without the store: %d rows are lost", waitingRows());
    }
  }
}

package dev.toolwatch.store;

import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.ForwardTime;
import dev.toolwatch.signal.ServiceId;
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
import java.util.TreeMap;
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
 * nobody knows whether it was stored; all that comes after it is merged into the next batch. Of a batch
 * that the database refuses, the services that it refuses alone are dropped. What
 * comes from logs is stored in batches of its own, with the positions of the logs, and never dropped
 * for want of room: while too much of it waits, its source is not asked for more.
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
  private final Supplier<List<LogSource>> logSources;
  private final Listeners listeners;
  private final Duration interval;
  private final ForwardTime time;
  private final Supplier<Pending> newPending;
  private final Pending pending;
  private final FlushMetrics metrics;
  private final FlushLog log;
  private final OutOfMemory outOfMemory;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "toolwatch-store"));

  /** What waits of each source of logs. */
  private final Map<LogSource, Pending> pendingLogs = new LinkedHashMap<>();

  /** Of these batches only the first may have been stored. */
  private final Deque<Tried> tried = new ArrayDeque<>();

  private long sequence;
  private long storedRows;
  private Instant maintained = Instant.MIN;
  private volatile Instant allStored;
  private volatile Instant allMaintained;
  private volatile Optional<String> problem = Optional.empty();
  private volatile Optional<String> maintenanceProblem = Optional.empty();

  /**
   * A batch that is tried.
   *
   * @param log where it comes from; null if it comes from no log
   */
  private record Tried(Batch batch, LogSource log) {}

  /** One without logs. */
  Flusher(
      Store store,
      Supplier<Batch> source,
      List<StoreListener> listeners,
      Duration sessionPause,
      int maxPendingRows,
      Duration interval,
      InstantSource clock,
      OutOfMemory outOfMemory) {
    this(
        store,
        source,
        List::of,
        listeners,
        sessionPause,
        maxPendingRows,
        interval,
        clock,
        outOfMemory);
  }

  /**
   * Not started yet.
   *
   * @param source hands over what has been counted since the last time; it is nowhere else then
   * @param logSources those that there are, which may become more
   * @param listeners in the order in which they follow a flush
   * @param sessionPause the longest pause within a session of a user
   * @param maxPendingRows that wait at most
   */
  public Flusher(
      Store store,
      Supplier<Batch> source,
      Supplier<List<LogSource>> logSources,
      List<StoreListener> listeners,
      Duration sessionPause,
      int maxPendingRows,
      Duration interval,
      InstantSource clock,
      OutOfMemory outOfMemory) {
    this.store = store;
    this.logSources = logSources;
    this.outOfMemory = outOfMemory;
    this.source = source;
    this.listeners = new Listeners(store, listeners);
    this.interval = interval;
    time = new ForwardTime(clock);
    allStored = time.instant();
    allMaintained = allStored;
    metrics = new FlushMetrics(clock.millis());
    log = new FlushLog(time);
    newPending = () -> new Pending(maxPendingRows, store.calendar(), sessionPause.toMillis());
    pending = newPending.get();
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
        new FlushMetrics.Waiting(waitingRows(), foldedOperations(), pending.droppedOperations()));
    if (stored) {
      follow();
    }
  }

  private boolean store() {
    try {
      pending.add(source.get(), waitingRows() - pending.rows());
      takeLogs();
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

  private void takeLogs() {
    for (LogSource log : logSources.get()) {
      Pending its = pendingLogs.computeIfAbsent(log, first -> newPending.get());
      int others = waitingRows() - its.rows();
      if (!its.isFull(others)) {
        its.addAnyway(log.handOver(), others);
      }
    }
  }

  private void storeAll() {
    store.open();
    while (next() != null) {
      Tried first = next();
      long begin = System.nanoTime();
      try {
        if (first.log() != null) {
          first.log().sync(first.batch());
        }
        store.add(first.batch(), sequence);
        metrics.stored((System.nanoTime() - begin) / 1e9);
        tried.removeFirst();
        storedRows += Pending.rows(first.batch());
        if (first.log() != null) {
          first.log().stored(first.batch());
        }
      } catch (FencedException e) {
        fenced(first.log(), e);
      } catch (DataRefusedException e) {
        leaveOut(e);
      }
      sequence++;
    }
  }

  /** The batch to be stored next, or null if nothing waits. */
  private Tried next() {
    if (tried.isEmpty() && pending.rows() > 0) {
      tried.add(new Tried(pending.take(), null));
    }
    if (tried.isEmpty()) {
      pendingLogs.forEach(
          (log, its) -> {
            if (its.rows() > 0) {
              tried.add(new Tried(its.take(), log));
            }
          });
    }
    return tried.peekFirst();
  }

  /** Another process counts from the last stored position on: what this one has since is dropped. */
  private void fenced(LogSource source, FencedException fence) {
    Pending its = pendingLogs.get(source);
    tried.removeIf(one -> one.log() == source);
    Batch unused = its.take();
    LOG.warnf("What was counted since the last flush is dropped: %s", fence.getMessage());
    source.fenced();
  }

  /**
   * The database refuses the first batch, so that nothing of it is stored. What it refuses of single
   * services is left out; all the rest is stored next, in one transaction as before: positions of logs
   * are never stored without what they stand for.
   */
  private void leaveOut(DataRefusedException refusal) {
    Tried refused = tried.peekFirst();
    Map<ServiceId, Batch> dropped = new TreeMap<>(refused.batch().byService());
    dropped.values().removeIf(part -> !store.refuses(part));
    if (dropped.isEmpty()) {
      throw new StoreException(refusal.getMessage(), refusal);
    }
    for (Batch part : dropped.values()) {
      pending.drop(part);
      metrics.failed();
      log.dropped(refusal, Pending.rows(part));
    }
    tried.removeFirst();
    Batch rest = refused.batch().without(dropped.keySet());
    if (Pending.rows(rest) > 0) {
      tried.addFirst(new Tried(rest, refused.log()));
    }
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

  private long foldedOperations() {
    return pending.foldedOperations()
        + pendingLogs.values().stream().mapToLong(Pending::foldedOperations).sum();
  }

  private int triedRows() {
    return tried.stream().mapToInt(one -> Pending.rows(one.batch())).sum();
  }

  private int waitingRows() {
    return triedRows()
        + pending.rows()
        + pendingLogs.values().stream().mapToInt(Pending::rows).sum();
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

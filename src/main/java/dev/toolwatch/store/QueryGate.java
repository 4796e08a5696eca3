package dev.toolwatch.store;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.store.QueryRefusedException.Reason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Lets reads of the store in. What alerts and metrics read goes first: it shares no permit with
 * queries. A query begins among the short ones. When it has run for some time, it leaves its place
 * to another short one and goes on among the long ones, or is refused. So a short query waits for
 * short ones only.
 *
 * <p>Threading: thread-safe; a query belongs to the thread that made it. Bounds: {@link QueryLimits}.
 */
final class QueryGate implements MetricSource {
  private static final String INSTEAD = "ask for a shorter period, a larger step or one service";

  private final QueryLimits limits;
  private final long createdMillis;
  private final Semaphore first;
  private final Semaphore shortOnes;
  private final Semaphore longOnes;
  private final Semaphore places;
  private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);

  /** The outermost read that this thread is in. */
  @SuppressWarnings("ThreadLocalUsage") // a read of another store is not part of it
  private final ThreadLocal<Query> current = new ThreadLocal<>();

  QueryGate(QueryLimits limits, long createdMillis) {
    this.limits = limits;
    this.createdMillis = createdMillis;
    first = new Semaphore(limits.firstAtOnce(), true);
    shortOnes = new Semaphore(limits.shortAtOnce(), true);
    longOnes = new Semaphore(limits.longAtOnce(), true);
    places = new Semaphore(limits.waiting());
    for (Reason reason : Reason.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  /**
   * Reads before all queries, for as long as it takes.
   *
   * @throws QueryRefusedException if others do not end
   */
  <T> T first(Function<Query, T> read) {
    return run(first, false, read);
  }

  /**
   * Reads as one query, or as part of the read that this thread is in.
   *
   * @throws QueryRefusedException if it takes more than its share
   */
  <T> T query(Function<Query, T> read) {
    return run(shortOnes, true, read);
  }

  private <T> T run(Semaphore permits, boolean limited, Function<Query, T> read) {
    Query outer = current.get();
    if (outer != null) {
      return read.apply(outer);
    }
    acquire(permits, limits.patience());
    Query query = new Query(permits, limited);
    current.set(query);
    try {
      return read.apply(query);
    } finally {
      current.remove();
      query.end();
    }
  }

  private void acquire(Semaphore permits, Duration patience) {
    try {
      if (permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted", e);
    }
    throw busy();
  }

  private QueryRefusedException busy() {
    return refuse(
        Reason.CONCURRENCY, "Too many queries take long right now. Ask again later, or " + INSTEAD);
  }

  private QueryRefusedException refuse(Reason reason, String message) {
    refused.get(reason).increment();
    return new QueryRefusedException(reason, message);
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    return CompletableFuture.completedStage(
        List.of(
            MetricFamily.counter(
                "toolwatch_store_refused_queries",
                "Queries that were refused because they take more than their share.",
                refused.entrySet().stream()
                    .map(
                        entry ->
                            new CounterSample(
                                Labels.of("reason", entry.getKey().label()),
                                entry.getValue().sum(),
                                createdMillis))
                    .toList())));
  }

  /** One read, from its begin to its end. Not thread-safe. */
  final class Query {
    private final boolean limited;
    private final long begun = System.nanoTime();
    private long waited;
    private boolean begins = true;

    /** Where its permit came from; null while it has none. */
    private Semaphore permits;

    private Query(Semaphore permits, boolean limited) {
      this.permits = permits;
      this.limited = limited;
    }

    /**
     * Checks the size of an answer before it is read.
     *
     * @param points in time
     * @param series of each
     */
    void size(int points, int series) {
      long cells = (long) points * series;
      if (limited && cells > limits.cells()) {
        throw refuse(
            Reason.SIZE,
            String.format(
                "The answer would take %,d points of %,d series, and the limit of both multiplied"
                    + " is %,d: %s",
                points, series, limits.cells(), INSTEAD));
      }
    }

    /** To be called for every row. May wait. */
    void row() {
      if (!limited) {
        return;
      }
      long nanos = System.nanoTime() - begun - waited;
      if (nanos > limits.longTime().toNanos()) {
        throw tooSlow();
      }
      if (permits == shortOnes && nanos > limits.shortTime().toNanos()) {
        becomeLong();
      }
    }

    /** Whether this is the first call: reads within it are part of its transaction. */
    boolean begins() {
      boolean now = begins;
      begins = false;
      return now;
    }

    /** The longest time that one statement may run; zero for no limit. */
    Duration statementTime() {
      return limited ? limits.longTime() : Duration.ZERO;
    }

    QueryRefusedException tooSlow() {
      return refuse(
          Reason.TIME,
          "The query took longer than "
              + limits.longTime().toMillis() / 1e3
              + " s. Do not repeat it: "
              + INSTEAD);
    }

    private void becomeLong() {
      if (longOnes.tryAcquire()) {
        move();
        return;
      }
      if (!places.tryAcquire()) {
        throw busy();
      }
      long begin = System.nanoTime();
      try {
        // While it waits it is no longer among the short ones.
        shortOnes.release();
        permits = null;
        acquire(longOnes, limits.patience());
        permits = longOnes;
      } finally {
        places.release();
        waited += System.nanoTime() - begin;
      }
    }

    private void move() {
      permits.release();
      permits = longOnes;
    }

    private void end() {
      if (permits != null) {
        permits.release();
      }
    }
  }
}

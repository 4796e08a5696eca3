package dev.toolwatch.store;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.LinePace;
import dev.toolwatch.tenant.TenantScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Entries of the audit trail that belong to no change: they wait here, in a limited number, until the
 * next flush has stored them. Thread-safe; {@link #offer} never blocks.
 */
@TenantScoped
public class AuditQueue implements StoreListener, MetricSource {
  private static final Logger LOG = Logger.getLogger(AuditQueue.class);
  private static final String TASK = "audit";
  private static final int MAX_WAITING = 1_000;

  /** What became of an entry. What was offered = the sum of these + what waits. */
  private enum Result {
    STORED,
    /** Counted in an entry with others of its hour. */
    SUMMED,
    /** The queue was full, or the store refused it. */
    LOST
  }

  private final Transactions transactions;
  private final int maxWaiting;
  private final LinePace lines;
  private final long createdMillis;
  private final Deque<AuditEntry> waiting = new ArrayDeque<>();
  private final List<Supplier<List<AuditEntry>>> sums = new ArrayList<>();
  private final Map<Result, Long> counts = new EnumMap<>(Result.class);

  /** What was tried last, under its number; of it only the first may have been stored. */
  private List<AuditEntry> tried = List.of();

  private long sequence = 1;

  /** Empty. */
  @Inject
  public AuditQueue(Transactions transactions, InstantSource clock) {
    this(transactions, MAX_WAITING, clock);
  }

  AuditQueue(Transactions transactions, int maxWaiting, InstantSource clock) {
    this.transactions = transactions;
    this.maxWaiting = maxWaiting;
    lines = new LinePace(1, clock);
    createdMillis = clock.millis();
  }

  /** Has the sums of what got no entry of its own asked for before each flush. */
  public void onFlush(Supplier<List<AuditEntry>> more) {
    synchronized (waiting) {
      sums.add(more);
    }
  }

  /**
   * Takes an entry for the next flush.
   *
   * @return false if too many wait
   */
  public boolean offer(AuditEntry entry) {
    synchronized (waiting) {
      if (waiting.size() < maxWaiting) {
        waiting.add(entry);
        return true;
      }
      count(Result.LOST, 1);
    }
    long unsaid = lines.happened(0);
    if (unsaid > 0) {
      LOG.errorf(
          "The audit trail lacks %d entries: %d wait for the store already", unsaid, maxWaiting);
    }
    return false;
  }

  /** Counts what got no entry of its own. */
  public void summed() {
    synchronized (waiting) {
      count(Result.SUMMED, 1);
    }
  }

  private void count(Result result, long times) {
    counts.merge(result, times, Long::sum);
  }

  @Override
  public String task() {
    return "entries of the audit trail";
  }

  @Override
  public synchronized void flushed() {
    List<Supplier<List<AuditEntry>>> askedNow;
    synchronized (waiting) {
      askedNow = List.copyOf(sums);
    }
    askedNow.forEach(more -> more.get().forEach(this::offer));
    while (true) {
      if (tried.isEmpty()) {
        tried = take();
        if (tried.isEmpty()) {
          return;
        }
      }
      store();
    }
  }

  private List<AuditEntry> take() {
    synchronized (waiting) {
      List<AuditEntry> all = List.copyOf(waiting);
      waiting.clear();
      return all;
    }
  }

  private void store() {
    List<AuditEntry> now = tried;
    Result result = Result.STORED;
    try {
      transactions.write(
          transaction -> {
            if (transaction.advance(TASK, sequence)) {
              for (AuditEntry entry : now) {
                AuditLog.add(transaction, entry);
              }
            }
            return null;
          });
    } catch (DataRefusedException e) {
      LOG.errorf(e, "The store refuses %d entries of the audit trail", now.size());
      result = Result.LOST;
    }
    sequence++;
    tried = List.of();
    synchronized (waiting) {
      count(result, now.size());
    }
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    List<CounterSample> samples = new ArrayList<>();
    synchronized (waiting) {
      for (Result result : Result.values()) {
        samples.add(
            new CounterSample(
                Labels.of("result", result.name().toLowerCase(Locale.ROOT)),
                counts.getOrDefault(result, 0L),
                createdMillis));
      }
    }
    return CompletableFuture.completedStage(
        List.of(
            MetricFamily.counter(
                "toolwatch_audit_entries",
                "Sign-ins, exports, reports and refusals for the audit trail, by what became of"
                    + " their entries.",
                samples)));
  }
}

package dev.toolwatch.traces;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.ForwardTime;
import dev.toolwatch.signal.LinePace;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.tenant.TenantScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Kept traces: takes them from event loops on their way to the store, and reads them from it.
 * Thread-safe.
 *
 * <p>Bounds: what waits for the store takes at most {@link #MOST_WAITING} bytes, and at most a
 * thirty-second of the heap. Further traces are dropped and counted.
 */
@TenantScoped
public final class KeptTraces {
  private static final Logger LOG = Logger.getLogger(KeptTraces.class);

  /** The maximum bytes of traces that wait for the store. */
  static final long MOST_WAITING = 8L << 20;

  private static final int PART_OF_HEAP = 32;

  /** The maximum bytes of a trace that is read. */
  private static final long MOST_READ = 64L << 20;

  private static final int READ_PART_OF_HEAP = 16;

  /**
   * Traces a minute of which the store takes the share that chance keeps: so those of a busy fleet do
   * not push out the errors of the last hour.
   */
  static final int SAMPLED_PER_MINUTE = 600_000;

  /** Samples a minute that the store takes however small the share is. */
  static final int LEAST_SAMPLES_PER_MINUTE = 6_000;

  private static final SeriesKey ANY = new SeriesKey(ServiceId.NONE, "", "", "");

  /** Why a trace that was kept is not in the store. */
  enum Loss {
    /** Too much waited. */
    LIMIT,
    /** More came by chance than may come in a minute. */
    SAMPLES,
    /** The database does not take it. */
    REFUSED,
    /** Its attributes could not be redacted. */
    MALFORMED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The value of the label {@code reason}. */
    String label() {
      return label;
    }
  }

  private final Transactions transactions;
  private final boolean keepsAny;
  private final int samplesPerMinute;
  private final TraceQueue queue;
  private final int mostRead;
  private final LinePace pace;
  private final ForwardTime time;
  private final KeepQuota samples = new KeepQuota();
  private final Map<Loss, LongAdder> lost = new EnumMap<>(Loss.class);

  @Inject
  KeptTraces(TracesSettings settings, Transactions transactions, InstantSource clock) {
    this(
        transactions,
        settings.keep().asLongValue() > 0,
        (int) Math.max(LEAST_SAMPLES_PER_MINUTE, settings.ratio() * SAMPLED_PER_MINUTE),
        Math.min(MOST_WAITING, Runtime.getRuntime().maxMemory() / PART_OF_HEAP),
        (int) Math.min(MOST_READ, Runtime.getRuntime().maxMemory() / READ_PART_OF_HEAP),
        clock);
  }

  /**
   * @param keepsAny whether the store keeps any traces
   * @param samplesPerMinute traces that are stored though only chance has kept them
   * @param mostWaiting the maximum bytes that wait for the store
   * @param mostRead the maximum bytes of a trace that is read
   */
  KeptTraces(
      Transactions transactions,
      boolean keepsAny,
      int samplesPerMinute,
      long mostWaiting,
      int mostRead,
      InstantSource clock) {
    this.transactions = transactions;
    this.keepsAny = keepsAny;
    this.samplesPerMinute = samplesPerMinute;
    this.mostRead = mostRead;
    queue = new TraceQueue(mostWaiting);
    pace = new LinePace(Loss.values().length, clock);
    time = new ForwardTime(clock);
    for (Loss loss : Loss.values()) {
      lost.put(loss, new LongAdder());
    }
  }

  /**
   * Takes a trace for the store, unless too much is waiting. Neither blocks nor throws.
   *
   * @param trace whose request nobody changes any more
   */
  void offer(KeptTrace trace) {
    if (!keepsAny) {
      return;
    }
    if (trace.reason() == Decision.SAMPLED && !mayStoreSample()) {
      lose(Loss.SAMPLES, 1, null);
    } else if (!queue.add(trace)) {
      lose(Loss.LIMIT, 1, null);
    }
  }

  private boolean mayStoreSample() {
    return samples.take(ANY, KeepQuota.Reason.SAMPLE, samplesPerMinute, time.millis());
  }

  /** What waits for the store. */
  TraceQueue queue() {
    return queue;
  }

  /**
   * Counts traces that do not come into the store, and logs that once a minute if it is a fault.
   *
   * @param cause null if there is none
   */
  void lose(Loss reason, int traces, Exception cause) {
    lost.get(reason).add(traces);
    if (pace.happened(reason.ordinal()) == 0) {
      return;
    }
    switch (reason) {
      case SAMPLES -> {}
      case LIMIT ->
          LOG.warnf(
              "Kept traces come faster than the store takes them, or it is away: %d are not stored"
                  + " so far. Keep fewer (toolwatch.traces.ratio, toolwatch.traces.slow) or flush"
                  + " more often (toolwatch.store.flush-interval).",
              lost(reason));
      case REFUSED ->
          LOG.errorf(
              "The database does not take some kept traces, %d so far. They are dropped: %s",
              lost(reason), cause.getMessage());
      case MALFORMED ->
          LOG.errorf(
              "Kept traces cannot be redacted and are not stored, %d so far: %s",
              lost(reason), cause.getMessage());
    }
  }

  /** Traces that were kept but are not in the store, since this process began. */
  long lost(Loss reason) {
    return lost.get(reason).sum();
  }

  /**
   * The traces of a filter, the latest first, without their requests. Parts of a trace are one: it
   * has the times, spans and the first reason of all of them, and the service, tool, outcome and
   * slowest span of the part that has the call. With {@link TraceFilter#after} a listing goes on
   * where the page before ended, whatever has been added since.
   *
   * @throws dev.toolwatch.store.QueryRefusedException if it takes more than its share
   * @throws dev.toolwatch.store.StoreException if the store cannot be read
   */
  public List<StoredTrace> list(TraceFilter filter) {
    return transactions.query(transaction -> new TraceReader(transaction).list(filter));
  }

  /**
   * Traces whose ids lie between two, in the order of their ids and without their requests.
   *
   * @param from the first id, in two halves, big-endian
   * @param to the last id, likewise; its first half has the sign of that of {@code from}
   * @param limit the maximum number
   * @throws dev.toolwatch.store.QueryRefusedException if it takes more than its share
   * @throws dev.toolwatch.store.StoreException if the store cannot be read
   */
  public List<StoredTrace> between(long[] from, long[] to, int limit) {
    return transactions.query(transaction -> new TraceReader(transaction).between(from, to, limit));
  }

  /**
   * A trace with its requests, which together have at most 64 MB and at most a sixteenth of the heap;
   * more are left out.
   *
   * @param idHigh the first half of its id, big-endian
   * @param idLow the second half
   * @throws dev.toolwatch.store.QueryRefusedException if it takes more than its share
   * @throws dev.toolwatch.store.StoreException if the store cannot be read
   */
  public Optional<StoredTrace> find(long idHigh, long idLow) {
    return transactions.query(
        transaction -> new TraceReader(transaction).find(idHigh, idLow, mostRead));
  }

  /**
   * The services of kept traces, in order.
   *
   * @param limit the maximum number
   * @throws dev.toolwatch.store.QueryRefusedException if it takes more than its share
   * @throws dev.toolwatch.store.StoreException if the store cannot be read
   */
  public List<String> services(int limit) {
    return transactions.query(transaction -> new TraceReader(transaction).services(limit));
  }
}

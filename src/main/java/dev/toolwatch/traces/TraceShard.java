package dev.toolwatch.traces;

import static dev.toolwatch.traces.TraceSlots.CHECKED_AFTER;
import static dev.toolwatch.traces.TraceSlots.CHECKED_MILLIS;
import static dev.toolwatch.traces.TraceSlots.FAILED;
import static dev.toolwatch.traces.TraceSlots.FIRST_MILLIS;
import static dev.toolwatch.traces.TraceSlots.HASH;
import static dev.toolwatch.traces.TraceSlots.ID_HIGH;
import static dev.toolwatch.traces.TraceSlots.ID_LOW;
import static dev.toolwatch.traces.TraceSlots.LAST_MILLIS;
import static dev.toolwatch.traces.TraceSlots.LIMITED;
import static dev.toolwatch.traces.TraceSlots.NONE;
import static dev.toolwatch.traces.TraceSlots.OPERATION_NANOS;
import static dev.toolwatch.traces.TraceSlots.RANDOMNESS;
import static dev.toolwatch.traces.TraceSlots.RAW_BYTES;
import static dev.toolwatch.traces.TraceSlots.ROOTED;
import static dev.toolwatch.traces.TraceSlots.SPANS;
import static dev.toolwatch.traces.TraceSlots.THRESHOLD;
import static dev.toolwatch.traces.TraceSlots.WEIGHT;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.mcp.JoinSpan;
import dev.toolwatch.mcp.SpanBatch;
import dev.toolwatch.red.CountedOperation;
import dev.toolwatch.signal.ForwardMillis;
import dev.toolwatch.signal.IdHash;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.Side;
import dev.toolwatch.signal.Touched;
import dev.toolwatch.wire.ByteSink;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Decides which traces of one event loop are kept. Their spans wait until the local root has come
 * and nothing more arrives, until the wait is over, or until there is no room for more. Spans of a
 * trace that has been decided follow the decision, as long as it is remembered.
 *
 * <p>Used on the loop's thread only.
 */
public final class TraceShard {
  /** How much of the memory is for decisions. */
  private static final int PART_OF_DECISIONS = 32;

  /** How much of the rest one trace may take before it is decided on. */
  private static final int PART_OF_TRACE = 8;

  /** Below the 512 MB in which lengths of a trace are counted. */
  private static final long MAX_TRACE_BYTES = 64 << 20;

  /** The spans of a trace that stay allocated. */
  private static final int FEW_SPANS = 64;

  private static final int MANY_SPANS = 4096;

  /** Requests inflated again between two ticks, some 20 ms of work, and for how long none is packed then. */
  static final int MANY_INFLATED = 100;

  private static final long UNPACKED_MILLIS = 10_000;

  /** The bytes of copies that stay allocated. */
  static final int KEPT_BYTES = 64 * 1024;

  private final TraceRules rules;
  private final SpentQuota quota;
  private final Consumer<KeptTrace> kept;
  private final HotspotShard hotspots;
  private final TraceBuffer buffer = new TraceBuffer();
  private final TraceSlots traces = buffer.traces();
  private final DecisionMemory decisions;
  private final SpanNameCache names = new SpanNameCache();
  private final TraceRequest request = new TraceRequest();
  private final ByteSink raw = new ByteSink(0, Integer.MAX_VALUE - 64);
  private final ForwardMillis time = new ForwardMillis();
  private final Touched touched = new Touched();
  private final long maxBytes;
  private final long maxTraceBytes;
  private final long[] decided = new long[Decision.values().length];
  private BufferedSpan[] spans = spans(FEW_SPANS);
  private long lateKept;
  private long lateDropped;
  private long tooLarge;

  /** For waits alone: no operation is placed by it. */
  private long nowMillis;

  private long unpackedUntilMillis = Long.MIN_VALUE;

  /**
   * A shard without traces.
   *
   * @param maxBytes all that it may take, in bytes
   * @param kept takes traces that are kept; must be quick
   */
  TraceShard(
      TraceRules rules,
      long maxBytes,
      KeepQuota quota,
      HotspotShard hotspots,
      Consumer<KeptTrace> kept) {
    this.rules = rules;
    this.quota = new SpentQuota(quota);
    this.hotspots = hotspots;
    this.kept = kept;
    decisions = new DecisionMemory(maxBytes / PART_OF_DECISIONS);
    this.maxBytes = maxBytes - maxBytes / PART_OF_DECISIONS;
    maxTraceBytes = Math.min(this.maxBytes / PART_OF_TRACE, MAX_TRACE_BYTES);
  }

  /** Takes the spans of one request. */
  public void add(SpanBatch batch, long epochMillis) {
    nowMillis = time.at(epochMillis);
    buffer.begin(batch.packed());
    for (int i = 0; i < batch.size(); i++) {
      Operation operation = batch.get(i).operation();
      long hash = hash(operation);
      buffer.touch(hash, touched);
      decisions.touch(hash, touched);
    }
    for (int i = 0; i < batch.size(); i++) {
      add(batch.get(i));
    }
  }

  private void add(JoinSpan span) {
    if (span.envelope() == null) {
      return;
    }
    if (span.raw().length() > maxTraceBytes) {
      tooLarge++;
      return;
    }
    Operation operation = span.operation();
    long hash = hash(operation);
    int trace = buffer.find(operation, hash);
    if (trace == NONE) {
      Decision before = decisions.find(hash);
      if (before != null && !before.isKept()) {
        lateDropped++;
        return;
      }
      trace = buffer.open(span, hash);
      traces.before(trace, before);
      traces.set(trace, FIRST_MILLIS, (int) nowMillis);
      check(trace);
    }
    span.trace(trace);
    traces.set(trace, LAST_MILLIS, (int) nowMillis);
    buffer.append(trace, span, names.of(span));
    if (traces.before(trace) != null) {
      lateKept++;
    }
    if (span.outermostInProcess()) {
      traces.flag(trace, ROOTED);
    }
    if (hasFailed(span)) {
      traces.flag(trace, FAILED);
    }
    if (traces.bytes(trace) > maxTraceBytes || traces.getLong(trace, RAW_BYTES) > maxTraceBytes) {
      decide(trace, true);
    }
    while (buffer.bytes() > maxBytes && traces.size() > 0) {
      decide(buffer.victim(touched), true);
    }
  }

  /** Looks at a trace again after a while. */
  private void check(int trace) {
    traces.set(trace, CHECKED_MILLIS, (int) nowMillis);
    buffer.checks().add(trace);
  }

  /** Whether the trace of a span is kept by chance, if for no other reason. */
  public boolean samples(JoinSpan span) {
    return rules.samples(Math.max(0, span.threshold()), span.randomness());
  }

  /**
   * Whether the bytes of a span are better copied when it arrives, because they will probably be wanted:
   * it is a sample or has failed.
   */
  public boolean isProbablyKept(JoinSpan span) {
    return hasFailed(span) || samples(span);
  }

  private static boolean hasFailed(JoinSpan span) {
    return span.isRecognised() ? span.operation().outcome() == Outcome.SERVER_ERROR : span.failed();
  }

  /**
   * Whether spans may wait in their compressed requests: not for a while after so many were inflated
   * again that copies would have cost less.
   */
  public boolean packs() {
    return nowMillis >= unpackedUntilMillis;
  }

  /** Takes note of an operation of a trace: how it counts. */
  public void operation(JoinSpan span, CountedOperation counted) {
    Operation operation = span.operation();
    int trace = buffer.findAt(span.trace(), operation);
    if (trace == NONE) {
      return;
    }
    int rank = rank(operation);
    long nanos = operation.durationNanos();
    if (traces.operation(trace) == null
        || rank > traces.rank(trace)
        || rank == traces.rank(trace) && nanos > traces.getLong(trace, OPERATION_NANOS)) {
      traces.operation(trace, counted.series(), operation.outcome(), rank, nanos);
    }
    if (traces.kept(trace) == Decision.ERROR || traces.before(trace) != null) {
      return;
    }
    if (operation.outcome() == Outcome.SERVER_ERROR) {
      SeriesKey name = counted.error() == null ? counted.series() : counted.error();
      keep(trace, Decision.ERROR, name, KeepQuota.Reason.ERROR);
    } else if (traces.kept(trace) == null && rules.isSlow(operation, counted)) {
      keep(trace, Decision.SLOW, counted.series(), KeepQuota.Reason.SLOW);
    }
  }

  private static long hash(Operation operation) {
    return IdHash.of(operation.traceIdHigh(), operation.traceIdLow());
  }

  private static int rank(Operation operation) {
    return (operation.tool().isEmpty() ? 0 : 2) + (operation.side() == Side.SERVER ? 1 : 0);
  }

  private void keep(int trace, Decision why, SeriesKey name, KeepQuota.Reason reason) {
    if (quota.take(name, reason, rules.errorsPerMinute(), nowMillis)) {
      traces.kept(trace, why);
    } else {
      traces.flag(trace, LIMITED);
    }
  }

  /** Decides on the traces whose wait is over. Must be called several times a second. */
  public void tick(long epochMillis) {
    nowMillis = time.at(epochMillis);
    int next = buffer.checks().first();
    for (int i = 0; next != NONE && since(next, CHECKED_MILLIS) >= rules.checkMillis(); i++) {
      if (i % TraceBuffer.TOUCHED_AHEAD == 0) {
        buffer.touch(next, CHECKED_AFTER, touched);
      }
      if (isDue(next)) {
        decide(next, false);
      } else {
        buffer.checks().remove(next);
        check(next);
      }
      next = buffer.checks().first();
    }
    if (buffer.takeInflated() > MANY_INFLATED) {
      unpackedUntilMillis = nowMillis + UNPACKED_MILLIS;
    }
    buffer.trim();
    hotspots.tick(epochMillis);
  }

  private boolean isDue(int trace) {
    boolean complete = traces.is(trace, ROOTED) || traces.before(trace) != null;
    return since(trace, FIRST_MILLIS) >= rules.waitMillis()
        || complete && since(trace, LAST_MILLIS) >= rules.lingerMillis();
  }

  private long since(int trace, int field) {
    return Integer.toUnsignedLong((int) nowMillis - traces.get(trace, field));
  }

  /** Decides on all traces, because no more spans will come. */
  public void finish() {
    while (traces.size() > 0) {
      decide(buffer.checks().first(), false);
    }
    hotspots.drain();
  }

  private void decide(int trace, boolean early) {
    boolean late = traces.before(trace) != null;
    Decision decision = late ? traces.before(trace) : decision(trace, early);
    int size = traces.get(trace, SPANS);
    if (!late || decision.isKept()) {
      fit(size);
      buffer.read(trace, spans);
    }
    if (!late) {
      decided[decision.ordinal()]++;
      decisions.put(traces.getLong(trace, HASH), decision);
      double weight = Double.longBitsToDouble(traces.getLong(trace, WEIGHT));
      hotspots.count(spans, size, weight, nowMillis);
    }
    if (decision.isKept()) {
      emit(trace, size, decision, late);
    }
    buffer.release(trace);
  }

  private Decision decision(int trace, boolean early) {
    Decision known = traces.kept(trace);
    if (known != null) {
      return known;
    }
    SeriesKey name = traces.operation(trace);
    if (name == null) {
      name = buffer.owner(trace).nameless;
    }
    if (traces.is(trace, FAILED)
        && !traces.is(trace, LIMITED)
        && quota.take(name, KeepQuota.Reason.INNER_ERROR, rules.errorsPerMinute(), nowMillis)) {
      return Decision.ERROR;
    }
    if (quota.take(name, rare(outcome(trace)), rules.eachPerMinute(), nowMillis)) {
      return Decision.RARE;
    }
    if (rules.samples(traces.getLong(trace, THRESHOLD), traces.getLong(trace, RANDOMNESS))) {
      return Decision.SAMPLED;
    }
    return early ? Decision.OVERFLOW : Decision.DROPPED;
  }

  private Outcome outcome(int trace) {
    if (traces.operation(trace) == null) {
      return traces.is(trace, FAILED) ? Outcome.SERVER_ERROR : Outcome.OK;
    }
    return traces.outcome(trace);
  }

  private static KeepQuota.Reason rare(Outcome outcome) {
    return switch (outcome) {
      case OK -> KeepQuota.Reason.OK;
      case CLIENT_ERROR -> KeepQuota.Reason.CLIENT_ERROR;
      case SERVER_ERROR -> KeepQuota.Reason.SERVER_ERROR;
    };
  }

  /** Makes room for so many spans, and gives back that of a trace with many. */
  private void fit(int size) {
    if (spans.length < size || spans.length > MANY_SPANS && size <= FEW_SPANS) {
      spans = spans(Math.max(FEW_SPANS, size));
    }
  }

  private static BufferedSpan[] spans(int size) {
    return Stream.generate(BufferedSpan::new).limit(size).toArray(BufferedSpan[]::new);
  }

  private void emit(int trace, int size, Decision decision, boolean late) {
    raw.reset(KEPT_BYTES);
    buffer.copy(trace, spans, raw);
    double ratio = decision == Decision.SAMPLED ? rules.ratio() : 1;
    long start = spans[0].startNanos;
    long end = spans[0].endNanos;
    for (int i = 1; i < size; i++) {
      start = Long.compareUnsigned(spans[i].startNanos, start) < 0 ? spans[i].startNanos : start;
      end = Long.compareUnsigned(spans[i].endNanos, end) > 0 ? spans[i].endNanos : end;
    }
    SeriesKey operation = traces.operation(trace);
    kept.accept(
        new KeptTrace(
            traces.getLong(trace, ID_HIGH),
            traces.getLong(trace, ID_LOW),
            decision,
            operation == null ? buffer.owner(trace).service : operation.service(),
            operation == null ? "" : operation.tool(),
            outcome(trace),
            start,
            end,
            size,
            late ? "" : hotspots.slowest(spans, size),
            request.of(spans, size, raw.array(), ratio)));
  }

  /** What has been decided so far. */
  TraceCounts counts() {
    return new TraceCounts(
        decided.clone(), lateKept, lateDropped, tooLarge, buffer.bytes(), traces.size());
  }
}

package dev.toolwatch.traces;

import static dev.toolwatch.traces.TraceSlots.CHECKED_AFTER;
import static dev.toolwatch.traces.TraceSlots.CHECKED_BEFORE;
import static dev.toolwatch.traces.TraceSlots.FIRST_CHUNK;
import static dev.toolwatch.traces.TraceSlots.FIRST_SPAN;
import static dev.toolwatch.traces.TraceSlots.HASH;
import static dev.toolwatch.traces.TraceSlots.ID_HIGH;
import static dev.toolwatch.traces.TraceSlots.ID_LOW;
import static dev.toolwatch.traces.TraceSlots.LAST_CHUNK;
import static dev.toolwatch.traces.TraceSlots.LAST_SPAN;
import static dev.toolwatch.traces.TraceSlots.NONE;
import static dev.toolwatch.traces.TraceSlots.OWNER;
import static dev.toolwatch.traces.TraceSlots.RANDOMNESS;
import static dev.toolwatch.traces.TraceSlots.RAW_BYTES;
import static dev.toolwatch.traces.TraceSlots.SPANS;
import static dev.toolwatch.traces.TraceSlots.THRESHOLD;
import static dev.toolwatch.traces.TraceSlots.WEIGHT;

import dev.toolwatch.mcp.JoinSpan;
import dev.toolwatch.signal.ConsistentSampling;
import dev.toolwatch.signal.Envelope;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.wire.ByteSink;
import dev.toolwatch.wire.Slice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The spans that wait on one event loop, by trace, with all that they take of memory. A trace is known
 * by the number of its slot. Not thread-safe.
 */
final class TraceBuffer {
  private final TraceSlots traces = new TraceSlots();
  private final TracesById byId = new TracesById(traces);
  private final TraceList checks = new TraceList(traces, CHECKED_BEFORE, CHECKED_AFTER);
  private final SpanSlots spans = new SpanSlots();
  private final Chunks chunks = new Chunks();
  private final Map<ServiceId, ServiceTraces> services = new HashMap<>();
  private final List<ServiceTraces> servicesByNumber = new ArrayList<>();
  private final BitSet serviceNumbers = new BitSet();
  private final Map<Envelope, HeldEnvelope> envelopes = new HashMap<>();
  private final BufferedSpan next = new BufferedSpan();

  /** Most spans have the same as the one before. */
  private HeldEnvelope lastEnvelope;

  /** The object by which {@link #lastEnvelope} was found: each request has its own. */
  private Envelope lastAround;

  private ServiceTraces lastService;

  /** About the service with the most bytes: another one takes its place as soon as it grows. */
  private ServiceTraces largest;

  private long bytes;

  /** All that waits takes, in bytes. */
  long bytes() {
    return bytes;
  }

  /** What is known of each waiting trace. */
  TraceSlots traces() {
    return traces;
  }

  /** The traces in the order in which they are looked at. */
  TraceList checks() {
    return checks;
  }

  /**
   * The trace of an operation if it waits, or {@link TraceSlots#NONE}.
   *
   * @param hash of the trace's id
   */
  int find(Operation operation, long hash) {
    return byId.find(operation.traceIdHigh(), operation.traceIdLow(), hash);
  }

  /** Begins to wait for a trace, of which {@code first} is the first span; without that span. */
  int open(JoinSpan first, long hash) {
    Operation operation = first.operation();
    int trace = traces.take();
    traces.setLong(trace, ID_HIGH, operation.traceIdHigh());
    traces.setLong(trace, ID_LOW, operation.traceIdLow());
    traces.setLong(trace, HASH, hash);
    traces.setLong(trace, RANDOMNESS, first.randomness());
    traces.setLong(trace, THRESHOLD, Math.max(0, first.threshold()));
    traces.setLong(trace, WEIGHT, Double.doubleToRawLongBits(operation.weight()));
    byId.add(trace);
    ServiceTraces owner = service(operation.service());
    traces.set(trace, OWNER, owner.number);
    owner.traces.add(trace);
    int chunk = chunks.take();
    traces.set(trace, FIRST_CHUNK, chunk);
    traces.set(trace, LAST_CHUNK, chunk);
    charge(owner, traces.bytes(trace));
    return trace;
  }

  private ServiceTraces service(ServiceId id) {
    if (lastService == null || !lastService.service.equals(id)) {
      lastService = services.get(id);
      if (lastService == null) {
        int number = serviceNumbers.nextClearBit(0);
        lastService = new ServiceTraces(id, number, traces);
        serviceNumbers.set(number);
        if (number == servicesByNumber.size()) {
          servicesByNumber.add(lastService);
        } else {
          servicesByNumber.set(number, lastService);
        }
        services.put(id, lastService);
        charge(lastService, ServiceTraces.OVERHEAD_BYTES);
      }
    }
    return lastService;
  }

  /** The service with which a trace began. */
  ServiceTraces owner(int trace) {
    return servicesByNumber.get(traces.get(trace, OWNER));
  }

  private void charge(ServiceTraces service, int count) {
    bytes += count;
    service.bytes += count;
    if (largest == null || service.bytes > largest.bytes) {
      largest = service;
    }
  }

  /**
   * Adds a span to its trace.
   *
   * @param name as {@link SpanNames} gives it
   */
  void append(int trace, JoinSpan span, String name) {
    ServiceTraces owner = owner(trace);
    Operation operation = span.operation();
    next.spanId = operation.spanId();
    next.parentSpanId = span.parentSpanId();
    next.startNanos = span.startNanos();
    next.endNanos = operation.endNanos();
    next.service = operation.service();
    next.name = name;
    next.kind = span.kind();
    next.tool = span.isServedCall() ? operation.tool() : "";
    next.threshold =
        span.threshold() == ConsistentSampling.UNSAID
            ? ConsistentSampling.threshold(operation.weight())
            : span.threshold();
    next.length = span.raw().length();
    next.envelope = envelope(span.envelope(), owner);
    int slot = spans.take(next);
    int last = traces.get(trace, LAST_SPAN);
    if (last == NONE) {
      traces.set(trace, FIRST_SPAN, slot);
    } else {
      spans.append(last, slot);
    }
    traces.set(trace, LAST_SPAN, slot);
    traces.set(trace, SPANS, traces.get(trace, SPANS) + 1);
    charge(owner, SpanSlots.BYTES + write(trace, span.raw()));
  }

  /** Returns how many bytes were taken. */
  private int write(int trace, Slice raw) {
    int before = traces.get(trace, RAW_BYTES);
    int after = before + raw.length();
    int more = Chunks.of(after) - Chunks.of(before);
    int used = before - (Chunks.of(before) - 1) * Chunks.BYTES;
    int last = traces.get(trace, LAST_CHUNK);
    traces.set(trace, LAST_CHUNK, chunks.append(last, used, raw.body(), raw.from(), raw.length()));
    traces.set(trace, RAW_BYTES, after);
    return more * Chunks.BYTES;
  }

  @SuppressWarnings("ReferenceEquality") // the same object is found without comparing its bytes
  private HeldEnvelope envelope(Envelope around, ServiceTraces owner) {
    HeldEnvelope held = lastEnvelope;
    if (held == null || lastAround != around) {
      held = envelopes.get(around);
      if (held == null) {
        held = new HeldEnvelope(around, owner);
        envelopes.put(around, held);
        charge(owner, held.bytes());
      }
      lastEnvelope = held;
      lastAround = around;
    }
    held.uses++;
    return held;
  }

  /**
   * Reads what is known of the spans of a trace, in the order in which they came.
   *
   * @param into has room for them
   */
  void read(int trace, BufferedSpan[] into) {
    int i = 0;
    int span = traces.get(trace, FIRST_SPAN);
    while (span != NONE) {
      spans.read(span, into[i++]);
      span = spans.next(span);
    }
  }

  /** The spans of a trace, one after the other. */
  void copy(int trace, ByteSink into) {
    chunks.copy(traces.get(trace, FIRST_CHUNK), traces.get(trace, RAW_BYTES), into);
  }

  /**
   * The trace to decide on first because there is no room for more: the oldest of the service that
   * takes the most, so that no service can push out the traces of others. {@link TraceSlots#NONE} if
   * nothing waits.
   */
  int victim() {
    int oldest = largest == null ? NONE : largest.traces.first();
    return oldest == NONE ? checks.first() : oldest;
  }

  /** Stops waiting for a trace. Its number must not be used afterwards. */
  void release(int trace) {
    int taken = traces.bytes(trace);
    byId.remove(trace);
    checks.remove(trace);
    ServiceTraces owner = owner(trace);
    owner.traces.remove(trace);
    int span = traces.get(trace, FIRST_SPAN);
    while (span != NONE) {
      int following = spans.next(span);
      release(spans.envelope(span));
      spans.giveBack(span);
      span = following;
    }
    chunks.giveBack(
        traces.get(trace, FIRST_CHUNK),
        traces.get(trace, LAST_CHUNK),
        Chunks.of(traces.get(trace, RAW_BYTES)));
    traces.giveBack(trace);
    discharge(owner, taken);
  }

  private void release(HeldEnvelope held) {
    if (--held.uses == 0) {
      envelopes.remove(held.envelope);
      if (lastEnvelope == held) {
        lastEnvelope = null;
        lastAround = null;
      }
      discharge(held.owner, held.bytes());
    }
  }

  private void discharge(ServiceTraces service, int count) {
    bytes -= count;
    service.bytes -= count;
    if (service.bytes == ServiceTraces.OVERHEAD_BYTES) {
      services.remove(service.service);
      servicesByNumber.set(service.number, null);
      serviceNumbers.clear(service.number);
      bytes -= ServiceTraces.OVERHEAD_BYTES;
      service.bytes = 0;
      lastService = lastService == service ? null : lastService;
      largest = largest == service ? null : largest;
    }
  }

  /** Frees the memory that was needed for a burst, if nothing waits. */
  void trim() {
    if (traces.size() == 0) {
      chunks.trim();
      traces.trim();
      spans.trim();
      servicesByNumber.clear();
    }
  }
}

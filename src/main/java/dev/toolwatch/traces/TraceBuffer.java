package dev.toolwatch.traces;

import static dev.toolwatch.traces.TraceSlots.CHECKED_AFTER;
import static dev.toolwatch.traces.TraceSlots.CHECKED_BEFORE;
import static dev.toolwatch.traces.TraceSlots.COPIED_BYTES;
import static dev.toolwatch.traces.TraceSlots.FIRST_CHUNK;
import static dev.toolwatch.traces.TraceSlots.FIRST_SPAN;
import static dev.toolwatch.traces.TraceSlots.HASH;
import static dev.toolwatch.traces.TraceSlots.ID_HIGH;
import static dev.toolwatch.traces.TraceSlots.ID_LOW;
import static dev.toolwatch.traces.TraceSlots.LAST_CHUNK;
import static dev.toolwatch.traces.TraceSlots.LAST_SPAN;
import static dev.toolwatch.traces.TraceSlots.NEWER_OF_SERVICE;
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
import dev.toolwatch.signal.IdHash;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.PackedRequest;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Touched;
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
  /** The traces of a list whose memory is read together. */
  static final int TOUCHED_AHEAD = 16;

  private final TraceSlots traces = new TraceSlots();
  private final TracesById byId = new TracesById(traces);
  private final TraceList checks = new TraceList(traces, CHECKED_BEFORE, CHECKED_AFTER);
  private final SpanSlots spans = new SpanSlots();
  private final SpanOrigins origins = new SpanOrigins();
  private final Chunks chunks = new Chunks();
  private final HeldRequests requests = new HeldRequests(chunks);
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

  /** The request whose spans are added, and its number once one of them refers to it. */
  private PackedRequest packed;

  private int lastRequest = HeldRequests.NONE;

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

  /**
   * The same, faster if the trace has the number that it probably has.
   *
   * @param probably any number
   */
  int findAt(int probably, Operation operation) {
    return traces.is(probably, operation.traceIdHigh(), operation.traceIdLow())
        ? probably
        : find(operation, IdHash.of(operation.traceIdHigh(), operation.traceIdLow()));
  }

  /** Reads what {@link #find} will read of a hash. */
  void touch(long hash, Touched into) {
    byId.touch(hash, into);
  }

  /**
   * Reads what will be read to decide on a trace and on those behind it in a list.
   *
   * @param link the field with which the list goes on
   */
  void touch(int first, int link, Touched into) {
    int trace = first;
    for (int i = 0; i < TOUCHED_AHEAD && trace != NONE; i++) {
      byId.touch(traces.getLong(trace, HASH), into);
      int span = traces.get(trace, FIRST_SPAN);
      if (span != NONE) {
        spans.touch(span, into);
      }
      trace = traces.get(trace, link);
    }
  }

  /**
   * Spans of a request follow.
   *
   * @param request what they may refer to; empty if they do not
   */
  void begin(PackedRequest request) {
    packed = request;
    lastRequest = HeldRequests.NONE;
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
    next.threshold =
        span.threshold() == ConsistentSampling.UNSAID
            ? ConsistentSampling.threshold(operation.weight())
            : span.threshold();
    next.length = span.raw().length();
    next.request = HeldRequests.NONE;
    int copied = 0;
    if (span.isInRequest()) {
      next.request = request(owner);
      next.offset = span.raw().from();
    } else {
      copied = write(trace, span.raw());
    }
    next.origin = origin(span, name, owner);
    int slot = spans.take(next);
    int last = traces.get(trace, LAST_SPAN);
    if (last == NONE) {
      traces.set(trace, FIRST_SPAN, slot);
    } else {
      spans.append(last, slot);
    }
    traces.set(trace, LAST_SPAN, slot);
    traces.set(trace, SPANS, traces.get(trace, SPANS) + 1);
    traces.setLong(trace, RAW_BYTES, traces.getLong(trace, RAW_BYTES) + next.length);
    charge(owner, SpanSlots.BYTES + copied);
  }

  private SpanOrigin origin(JoinSpan span, String name, ServiceTraces owner) {
    ServiceId service = span.operation().service();
    String tool = span.isServedCall() ? span.operation().tool() : "";
    HeldEnvelope envelope = envelope(span.envelope(), owner);
    SpanOrigin origin = origins.find(service, name, span.kind(), tool, envelope);
    if (origin == null) {
      origin = origins.add(service, name, span.kind(), tool, envelope);
      envelope.uses++;
      charge(envelope.owner, SpanOrigins.BYTES);
    }
    origin.uses++;
    return origin;
  }

  /** The number of the current request, to which a span refers. */
  private int request(ServiceTraces owner) {
    if (lastRequest == HeldRequests.NONE) {
      lastRequest = requests.take(packed, owner);
      charge(owner, requests.bytes(lastRequest));
    }
    requests.use(lastRequest);
    return lastRequest;
  }

  /** Returns how many bytes were taken. */
  private int write(int trace, Slice raw) {
    int before = traces.get(trace, COPIED_BYTES);
    if (before == 0) {
      int first = chunks.take();
      traces.set(trace, FIRST_CHUNK, first);
      traces.set(trace, LAST_CHUNK, first);
    }
    int after = before + raw.length();
    int more = Chunks.of(after) - Chunks.of(before);
    int used = before == 0 ? 0 : before - (Chunks.of(before) - 1) * Chunks.BYTES;
    int last = traces.get(trace, LAST_CHUNK);
    traces.set(trace, LAST_CHUNK, chunks.append(last, used, raw.body(), raw.from(), raw.length()));
    traces.set(trace, COPIED_BYTES, after);
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
      spans.read(span, origins, into[i++]);
      span = spans.next(span);
    }
  }

  /**
   * The bytes of the spans of a trace, one after the other.
   *
   * @param read its spans
   */
  void copy(int trace, BufferedSpan[] read, ByteSink into) {
    int length = traces.get(trace, COPIED_BYTES);
    if (length == traces.getLong(trace, RAW_BYTES)) {
      chunks.copy(traces.get(trace, FIRST_CHUNK), length, into);
      return;
    }
    ByteSink copied = new ByteSink(length, Math.max(64, length));
    chunks.copy(traces.get(trace, FIRST_CHUNK), length, copied);
    int at = 0;
    for (int i = 0; i < traces.get(trace, SPANS); i++) {
      BufferedSpan span = read[i];
      if (span.request == HeldRequests.NONE) {
        into.write(copied.array(), at, span.length);
        at += span.length;
      } else {
        into.write(requests.inflated(span.request), span.offset, span.length);
      }
    }
  }

  /**
   * The trace to decide on first because there is no room for more: the oldest of the service that
   * takes the most, so that no service can push out the traces of others. {@link TraceSlots#NONE} if
   * nothing waits.
   */
  int victim(Touched into) {
    int oldest = largest == null ? NONE : largest.traces.first();
    if (oldest == NONE) {
      return checks.first();
    }
    if (largest.touched == 0) {
      largest.touched = TOUCHED_AHEAD;
      touch(oldest, NEWER_OF_SERVICE, into);
    }
    largest.touched--;
    return oldest;
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
      release(origins.get(spans.origin(span)));
      releaseRequest(spans.request(span));
      spans.giveBack(span);
      span = following;
    }
    int copied = traces.get(trace, COPIED_BYTES);
    if (copied > 0) {
      chunks.giveBack(
          traces.get(trace, FIRST_CHUNK), traces.get(trace, LAST_CHUNK), Chunks.of(copied));
    }
    traces.giveBack(trace);
    discharge(owner, taken);
  }

  private void release(SpanOrigin origin) {
    if (--origin.uses == 0) {
      origins.remove(origin);
      release(origin.envelope);
    }
  }

  private void release(HeldEnvelope held) {
    discharge(held.owner, SpanOrigins.BYTES);
    if (--held.uses == 0) {
      envelopes.remove(held.envelope);
      if (lastEnvelope == held) {
        lastEnvelope = null;
        lastAround = null;
      }
      discharge(held.owner, held.bytes());
    }
  }

  private void releaseRequest(int request) {
    if (request != HeldRequests.NONE && requests.leave(request)) {
      discharge(servicesByNumber.get(requests.owner(request)), requests.bytes(request));
      requests.giveBack(request);
      lastRequest = lastRequest == request ? HeldRequests.NONE : lastRequest;
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

  /** Requests that were inflated again since the last call. */
  int takeInflated() {
    return requests.takeInflated();
  }

  /** Frees the memory that was needed for a burst, if nothing waits. */
  void trim() {
    if (traces.size() == 0) {
      chunks.trim();
      requests.trim();
      traces.trim();
      spans.trim();
      origins.trim();
      servicesByNumber.clear();
    }
  }
}

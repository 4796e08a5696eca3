package dev.toolwatch.mcp;

import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Side;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One call, one count: of the spans of one call the outermost SERVER span counts, a tool's span only
 * where no SERVER span is above it, a CLIENT span only where no other CLIENT span stands directly
 * above it, and a call to the outside is a dependency where an operation is above it. "Above" goes
 * from parent to parent through the spans of the same service, and ends at a parent in another
 * process.
 *
 * <p>Children end first and may come in an earlier request than their parents. A span whose ancestors
 * are not all known waits for them, for a bounded time and in bounded number; after that it is decided
 * by what is known. A span that comes later than that and turns out to stand above one that was
 * counted is a duplicate, as long as the trace is remembered; after that it counts anew.
 *
 * <p>The outcome does not depend on the order in which the spans of a trace arrive within the wait.
 * Not thread-safe: a trace belongs to one join, a join to one event loop.
 */
final class CallJoin {
  /** How far up a span is looked for; a longer chain is taken to end there. */
  private static final int MAX_HOPS = 64;

  /** Places kept for spans to wait in, beyond which a burst gives its memory back. */
  private static final int KEPT = 8192;

  private static final int ROLE_BITS = 15;
  private static final int OUTERMOST = 16;

  /** A span below this one, or this one itself, was counted as the call. */
  private static final int COUNTED = 32;

  private final SpanTable table;
  private final JoinLimits limits;
  private final ServiceRoles services;
  private final KnownTools tools;
  private final CallHandler handler;
  private final Deque<JoinSpan> pending = new ArrayDeque<>();
  private final Deque<JoinSpan> free = new ArrayDeque<>();
  private final long[] dispositions = new long[Disposition.values().length];
  private long expired;
  private long overflowed;
  private long late;

  /** What {@link #climb} found above a span. */
  private boolean serverAbove;

  private boolean toolAbove;
  private boolean outboundAbove;
  private Role nearest = Role.NONE;
  private long missing;

  public CallJoin(JoinLimits limits, ServiceRoles services, KnownTools tools, CallHandler handler) {
    this.limits = limits;
    this.services = services;
    this.tools = tools;
    this.handler = handler;
    table = new SpanTable(limits.trackedSpans(), limits.waitMillis() * 2);
  }

  /** Takes the spans of one request in. */
  public void accept(SpanBatch batch, long nowMillis) {
    expire(nowMillis);
    table.at(nowMillis);
    for (int i = 0; i < batch.size(); i++) {
      enter(batch.get(i));
    }
    for (int i = 0; i < batch.size(); i++) {
      JoinSpan span = batch.get(i);
      span.arrivedMillis(nowMillis);
      if (!decide(span, false)) {
        await(span);
      }
    }
  }

  /** Decides on the spans whose wait is over. */
  public void expire(long nowMillis) {
    handler.at(nowMillis);
    while (!pending.isEmpty()
        && nowMillis - pending.peekFirst().arrivedMillis() >= limits.waitMillis()) {
      expireOldest();
    }
  }

  /** Decides on everything that waits: nothing more will come. */
  public void finish() {
    while (!pending.isEmpty()) {
      expireOldest();
    }
  }

  private void expireOldest() {
    JoinSpan oldest = pending.pollFirst();
    decide(oldest, true);
    if (free.size() < KEPT) {
      free.addLast(oldest);
    }
  }

  private void await(JoinSpan span) {
    if (pending.size() >= limits.pendingSpans()) {
      overflowed++;
      expireOldest();
    }
    JoinSpan kept = free.isEmpty() ? new JoinSpan() : free.pollLast();
    kept.set(span);
    pending.addLast(kept);
  }

  /** Makes a span known to those below it. */
  private void enter(JoinSpan span) {
    long high = span.operation().traceIdHigh();
    long low = span.operation().traceIdLow();
    int place = table.find(high, low, span.operation().spanId());
    boolean counted =
        place != SpanTable.NONE
            && (table.properties(place) & COUNTED) != 0
            && table.service(place).equals(span.operation().service());
    int properties =
        span.role().ordinal()
            | (span.outermostInProcess() ? OUTERMOST : 0)
            | (counted ? COUNTED : 0);
    table.put(
        high,
        low,
        span.operation().spanId(),
        span.parentSpanId(),
        span.operation().service(),
        properties);
    if (counted && !span.outermostInProcess()) {
      markCounted(high, low, span.parentSpanId(), span.operation().service());
    }
  }

  /** Remembers that the call which a span above belongs to is counted, whether it is there yet. */
  private void markCounted(long high, long low, long from, String service) {
    long spanId = from;
    for (int hops = 0; hops < MAX_HOPS; hops++) {
      int place = table.find(high, low, spanId);
      if (place == SpanTable.NONE) {
        table.put(high, low, spanId, 0, service, COUNTED);
        return;
      }
      int properties = table.properties(place);
      if ((properties & COUNTED) != 0 || !table.service(place).equals(service)) {
        return;
      }
      table.put(high, low, spanId, table.parent(place), service, properties | COUNTED);
      if ((properties & OUTERMOST) != 0) {
        return;
      }
      spanId = table.parent(place);
    }
  }

  /**
   * Decides what becomes of a span.
   *
   * @param last whether to decide by what is known
   * @return false if it has to wait
   */
  private boolean decide(JoinSpan span, boolean last) {
    Role role = span.role();
    if (role == Role.NONE || role == Role.PART || role == Role.AUTH) {
      settleAtOnce(span, role);
      return true;
    }
    climb(span);
    Disposition disposition = judged(role);
    if (disposition == null) {
      if (missing != 0 && !last) {
        return false;
      }
      if (missing != 0) {
        expired++;
      }
      disposition = unopposed(span, role);
    }
    settle(span, disposition);
    return true;
  }

  private void settleAtOnce(JoinSpan span, Role role) {
    if (role == Role.AUTH) {
      dispositions[Disposition.AUTH.ordinal()]++;
      handler.auth(span.operation());
    } else {
      dispositions[(role == Role.PART ? Disposition.DUPLICATE : Disposition.OTHER).ordinal()]++;
    }
  }

  /** Looks at the spans above one, as far as they are known. */
  private void climb(JoinSpan span) {
    serverAbove = false;
    toolAbove = false;
    outboundAbove = false;
    nearest = Role.NONE;
    missing = 0;
    if (span.outermostInProcess()) {
      return;
    }
    String service = span.operation().service();
    long high = span.operation().traceIdHigh();
    long low = span.operation().traceIdLow();
    long spanId = span.parentSpanId();
    for (int hops = 0; hops < MAX_HOPS; hops++) {
      int place = table.find(high, low, spanId);
      if (place == SpanTable.NONE) {
        missing = spanId;
        return;
      }
      int properties = table.properties(place);
      if (!table.service(place).equals(service)) {
        return;
      }
      if ((properties & ~COUNTED) == 0 && table.parent(place) == 0) {
        // Known only as the parent of one that was counted: it has not come itself.
        missing = spanId;
        return;
      }
      Role role = Role.of(properties & ROLE_BITS);
      serverAbove |= role == Role.SERVER;
      toolAbove |= role == Role.TOOL;
      if (nearest == Role.NONE) {
        outboundAbove |= role == Role.OUTBOUND;
        nearest = role == Role.OUTBOUND || role == Role.AUTH ? Role.NONE : role;
      }
      if ((properties & OUTERMOST) != 0) {
        return;
      }
      spanId = table.parent(place);
    }
  }

  /** What is certain by what stands above, whatever else may come; null where nothing is. */
  private Disposition judged(Role role) {
    return switch (role) {
      case SERVER -> serverAbove ? Disposition.DUPLICATE : null;
      case TOOL -> serverAbove || toolAbove ? Disposition.DUPLICATE : null;
      case CLIENT ->
          switch (nearest) {
            case CLIENT, OUTER_CLIENT -> Disposition.DUPLICATE;
            case SERVER, TOOL, PART -> Disposition.OPERATION;
            case NONE, OUTBOUND, AUTH -> null;
          };
      case OUTER_CLIENT ->
          nearest == Role.NONE || nearest == Role.PART ? null : Disposition.DUPLICATE;
      case OUTBOUND ->
          switch (nearest) {
            case SERVER, TOOL, PART -> dependency();
            case CLIENT, OUTER_CLIENT -> Disposition.OTHER;
            case NONE, OUTBOUND, AUTH -> null;
          };
      case NONE, PART, AUTH -> throw new IllegalArgumentException(role.name());
    };
  }

  /** Of several calls one inside another, made by one library upon another, the outermost counts. */
  private Disposition dependency() {
    return outboundAbove ? Disposition.DUPLICATE : Disposition.DEPENDENCY;
  }

  /** What a span is when nothing above it says otherwise. */
  private Disposition unopposed(JoinSpan span, Role role) {
    String service = span.operation().service();
    return switch (role) {
      case SERVER, TOOL -> alreadyCounted(span) ? Disposition.DUPLICATE : Disposition.OPERATION;
      case CLIENT, OUTER_CLIENT -> Disposition.OPERATION;
      // Its operation may still run, for longer than anything waits: a server's calls are its
      // dependencies.
      case OUTBOUND ->
          missing != 0 && services.isServer(service) ? dependency() : Disposition.OTHER;
      case NONE, PART, AUTH -> throw new IllegalArgumentException(role.name());
    };
  }

  /** Whether the call was counted through a span below, which did not wait long enough. */
  private boolean alreadyCounted(JoinSpan span) {
    int place =
        table.find(
            span.operation().traceIdHigh(),
            span.operation().traceIdLow(),
            span.operation().spanId());
    boolean counted = place != SpanTable.NONE && (table.properties(place) & COUNTED) != 0;
    if (counted) {
      late++;
    }
    return counted;
  }

  private void settle(JoinSpan span, Disposition disposition) {
    Disposition settled = disposition;
    switch (disposition) {
      case OPERATION -> settled = count(span);
      case DEPENDENCY -> handler.dependency(span.operation());
      case DUPLICATE, OTHER -> {
        // nothing but its count is of interest
      }
      case AUTH -> throw new IllegalArgumentException(disposition.name());
    }
    dispositions[settled.ordinal()]++;
  }

  private Disposition count(JoinSpan span) {
    Operation operation = span.operation();
    if (operation.side() == Side.SERVER) {
      services.learnServer(operation.service());
      if (missing != 0) {
        markCounted(operation.traceIdHigh(), operation.traceIdLow(), missing, operation.service());
      }
    }
    operation.tool(tools.label(operation, span.unknownTarget()));
    return handler.operation(operation) ? Disposition.OPERATION : Disposition.DUPLICATE;
  }

  public JoinCounts counts() {
    return new JoinCounts(
        dispositions.clone(), pending.size(), expired, overflowed, late, table.rotatedEarly());
  }
}

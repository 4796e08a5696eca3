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
 * counted is a duplicate, as long as the trace is remembered; after that it counts anew. A span that
 * is sent twice counts twice.
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

  /** Bits of a mark: what was counted below a span before it came itself. */
  private static final int REQUEST_BELOW = 1;

  private static final int CLIENT_BELOW = 2;
  private static final int OUTBOUND_BELOW = 4;

  private final SpanTable table;

  /** Marks of spans: few where traces arrive whole, so that asking for one that is not there is cheap. */
  private final SpanTable marks;

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
  private SpanRole nearest = SpanRole.NONE;

  /** The key of the first span above that has not come, or 0. */
  private long missing;

  private boolean circle;

  public CallJoin(JoinLimits limits, ServiceRoles services, KnownTools tools, CallHandler handler) {
    this.limits = limits;
    this.services = services;
    this.tools = tools;
    this.handler = handler;
    table = new SpanTable(limits.trackedSpans(), limits.waitMillis() * 2);
    marks = new SpanTable(limits.trackedSpans(), limits.waitMillis() * 2);
  }

  /** Takes the spans of one request in. */
  public void accept(SpanBatch batch, long nowMillis) {
    expire(nowMillis);
    table.at(nowMillis);
    marks.at(nowMillis);
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
    boolean outermost = span.outermostInProcess();
    span.findKeys();
    table.put(
        span.key(),
        span.parentKey(),
        span.operation().service(),
        span.role().ordinal() | (outermost ? OUTERMOST : 0));
    if (!outermost) {
      mark(span, span.parentKey(), passing(span.role(), marks(span)));
    }
  }

  /** What was counted below a span before it came itself. */
  private int marks(JoinSpan span) {
    int place = marks.find(markKey(span.key(), span.operation().service()));
    return place == SpanTable.NONE ? 0 : marks.properties(place);
  }

  /**
   * Marks a span, and those above it as far as they are known, as standing above one that is counted.
   * The span need not have come yet; marks lie apart from spans, for several services may have one
   * parent, which belongs to at most one of them.
   */
  private void mark(JoinSpan below, long from, int bits) {
    String service = below.operation().service();
    long key = from;
    int left = bits;
    for (int hops = 0; hops < MAX_HOPS && left != 0; hops++) {
      int place = table.find(key);
      if (place != SpanTable.NONE && !table.isOf(place, service)) {
        return;
      }
      int properties = place == SpanTable.NONE ? OUTERMOST : table.properties(place);
      long parent = place == SpanTable.NONE ? 0 : table.parent(place);
      long markKey = markKey(key, service);
      int mark = marks.find(markKey);
      int marked = mark == SpanTable.NONE ? 0 : marks.properties(mark);
      marks.put(markKey, 0, service, marked | left);
      if ((properties & OUTERMOST) != 0 || (marked & left) == left) {
        return;
      }
      left = passing(SpanRole.of(properties & ROLE_BITS), left);
      key = parent;
    }
  }

  /** Marks what has not come above a span that is counted without it. */
  private void markAbove(JoinSpan span, SpanRole role) {
    boolean above = role == SpanRole.SERVER || role == SpanRole.TOOL || nearest == SpanRole.NONE;
    if (circle) {
      mark(span, span.parentKey(), markOf(role));
    } else if (missing != 0 && above) {
      mark(span, missing, markOf(role));
    }
  }

  private static int markOf(SpanRole role) {
    return switch (role) {
      case SERVER, TOOL -> REQUEST_BELOW;
      case CLIENT, OUTER_CLIENT -> CLIENT_BELOW;
      case OUTBOUND -> OUTBOUND_BELOW;
      case NONE, PART, AUTH -> 0;
    };
  }

  /** What the mark of a span is found by, for a service's spans below it. */
  private static long markKey(long key, String service) {
    return key ^ (service.hashCode() * 0x9E3779B97F4A7C15L | 1);
  }

  /** Which marks of a span hold for the one above it, too: as far as {@link #climb} looks. */
  private static int passing(SpanRole role, int bits) {
    return switch (role) {
      case NONE, OUTBOUND, AUTH -> bits;
      case CLIENT, OUTER_CLIENT -> bits & (REQUEST_BELOW | CLIENT_BELOW);
      case SERVER, TOOL, PART -> bits & REQUEST_BELOW;
    };
  }

  /**
   * Decides what becomes of a span.
   *
   * @param last whether to decide by what is known
   * @return false if it has to wait
   */
  private boolean decide(JoinSpan span, boolean last) {
    SpanRole role = span.role();
    if (role == SpanRole.NONE || role == SpanRole.PART || role == SpanRole.AUTH) {
      settleAtOnce(span, role);
      return true;
    }
    climb(span);
    Disposition disposition = judged(role);
    boolean certain = disposition != null;
    if (!certain) {
      if (missing != 0 && !last) {
        return false;
      }
      if (missing != 0) {
        expired++;
      }
      disposition = unopposed(span, role);
    }
    if (disposition == Disposition.OPERATION || disposition == Disposition.DEPENDENCY) {
      if ((marks(span) & markOf(role)) != 0) {
        late++;
        disposition = Disposition.DUPLICATE;
      } else if (!certain) {
        markAbove(span, role);
      }
    }
    settle(span, disposition);
    return true;
  }

  private void settleAtOnce(JoinSpan span, SpanRole role) {
    if (role == SpanRole.AUTH) {
      dispositions[Disposition.AUTH.ordinal()]++;
      handler.auth(span.operation());
    } else {
      dispositions[(role == SpanRole.PART ? Disposition.DUPLICATE : Disposition.OTHER).ordinal()]++;
    }
  }

  /** Looks at the spans above one, as far as they are known. */
  private void climb(JoinSpan span) {
    nothingAbove();
    missing = 0;
    circle = false;
    if (span.outermostInProcess()) {
      return;
    }
    String service = span.operation().service();
    long key = span.parentKey();
    for (int hops = 0; hops < MAX_HOPS; hops++) {
      if (key == span.key()) {
        // The parents go round in a circle: nothing stands above, and one of them counts.
        nothingAbove();
        circle = true;
        return;
      }
      int place = table.find(key);
      if (place == SpanTable.NONE) {
        missing = key;
        return;
      }
      int properties = table.properties(place);
      if (!table.isOf(place, service)) {
        return;
      }
      SpanRole role = SpanRole.of(properties & ROLE_BITS);
      serverAbove |= role == SpanRole.SERVER;
      toolAbove |= role == SpanRole.TOOL;
      if (nearest == SpanRole.NONE) {
        outboundAbove |= role == SpanRole.OUTBOUND;
        nearest = role == SpanRole.OUTBOUND || role == SpanRole.AUTH ? SpanRole.NONE : role;
      }
      if ((properties & OUTERMOST) != 0) {
        return;
      }
      key = table.parent(place);
    }
  }

  private void nothingAbove() {
    serverAbove = false;
    toolAbove = false;
    outboundAbove = false;
    nearest = SpanRole.NONE;
  }

  /** What is certain by what stands above, whatever else may come; null where nothing is. */
  private Disposition judged(SpanRole role) {
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
          nearest == SpanRole.NONE || nearest == SpanRole.PART ? null : Disposition.DUPLICATE;
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
  private Disposition unopposed(JoinSpan span, SpanRole role) {
    String service = span.operation().service();
    return switch (role) {
      case SERVER, TOOL, CLIENT, OUTER_CLIENT -> Disposition.OPERATION;
      // Its operation may still run, for longer than anything waits: a server's calls are its
      // dependencies.
      case OUTBOUND ->
          missing != 0 && services.isServer(service) ? dependency() : Disposition.OTHER;
      case NONE, PART, AUTH -> throw new IllegalArgumentException(role.name());
    };
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
    }
    operation.tool(tools.label(operation, span.unknownTarget()));
    return handler.operation(operation) ? Disposition.OPERATION : Disposition.DUPLICATE;
  }

  public JoinCounts counts() {
    return new JoinCounts(
        dispositions.clone(),
        pending.size(),
        expired,
        overflowed,
        late,
        table.rotatedEarly() + marks.rotatedEarly());
  }
}

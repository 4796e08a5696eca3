package dev.toolwatch.mcp;

import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.ForwardMillis;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Side;

/**
 * Makes sure that each call counts once. Of the spans of one call, the outermost SERVER span
 * counts. A TOOL span counts only if it has no SERVER span above it, and a CLIENT span only if it
 * has no other CLIENT span of the same method directly above it. An OUTBOUND span is a dependency
 * if it has an operation above it. "Above" means along the parents, through spans of the same
 * service, up to a parent in another process. A span that began after the one above it had ended is
 * a call of its own.
 *
 * <p>Child spans end first and may arrive in an earlier request than their parents. A span with
 * unknown ancestors waits for them. The wait and the number of waiting spans are limited; after
 * that, the span is decided by what is known. A span that arrives after that and is above one that
 * already counted is a duplicate while the trace is remembered; later, it counts again. So does a
 * span that is sent twice.
 *
 * <p>The result does not depend on the order in which the spans of a trace arrive, if all of them
 * arrive within the wait.
 *
 * <p>Usage: call {@link #accept}, {@link #expire} or {@link #finish}, then {@link #next} until it
 * returns false. Not thread-safe: a trace belongs to one join, and a join to one event loop.
 */
public final class CallJoin {
  private static final SpanBatch NOTHING = new SpanBatch();

  private final JoinLimits limits;
  private final ServiceRoles services;
  private final Ancestry ancestry;
  private final Marks marks;
  private final WaitingSpans waiting;
  private final ForwardMillis time = new ForwardMillis();
  private long expired;
  private long overflowed;
  private long late;
  private long repeated;

  private SpanBatch batch = NOTHING;
  private int index;

  /** For waits alone: no operation is placed by it. */
  private long nowMillis;

  private boolean entered = true;
  private boolean finishing;
  private JoinSpan span;
  private Disposition disposition = Disposition.OTHER;

  CallJoin(JoinLimits limits, ServiceRoles services) {
    this.limits = limits;
    this.services = services;
    ancestry = new Ancestry(limits);
    marks = new Marks(ancestry, limits);
    waiting = new WaitingSpans(limits.pendingSpans(), limits.pendingTextBytes());
  }

  /**
   * Accepts the spans of one request.
   *
   * @param spans belong to the join until {@link #next} returns false
   */
  public void accept(SpanBatch spans, long epochMillis) {
    batch = spans;
    index = 0;
    nowMillis = time.at(epochMillis);
    entered = false;
  }

  /** Prepares to decide the spans whose wait is over. */
  public void expire(long epochMillis) {
    nowMillis = time.at(epochMillis);
  }

  /** Prepares to decide all waiting spans, because no more spans will arrive. */
  public void finish() {
    finishing = true;
  }

  /** Moves to the next decided span. Returns false if there is none. */
  public boolean next() {
    if (finishing ? waiting.size() > 0 : waiting.isDue(nowMillis, limits.waitMillis())) {
      return decidedAtLast();
    }
    finishing = false;
    if (!entered) {
      enter();
    }
    while (!waiting.isOverLimit()) {
      if (index == batch.size()) {
        batch = NOTHING;
        index = 0;
        return false;
      }
      JoinSpan one = batch.get(index++);
      one.arrivedMillis(nowMillis);
      if (decide(one, false)) {
        return true;
      }
      waiting.add(one);
    }
    overflowed++;
    return decidedAtLast();
  }

  private boolean decidedAtLast() {
    return decide(waiting.poll(), true);
  }

  private void enter() {
    entered = true;
    ancestry.at(nowMillis);
    marks.at(nowMillis);
    for (int i = 0; i < batch.size(); i++) {
      JoinSpan one = batch.get(i);
      one.findKeys();
      one.repeated(ancestry.enter(one));
      marks.enter(one);
    }
  }

  /** The decided span. Valid until the next call of {@link #next}. */
  public JoinSpan span() {
    return span;
  }

  /** The decision on that span. */
  public Disposition disposition() {
    return disposition;
  }

  /**
   * Decides about a span.
   *
   * @param last whether to decide even if ancestors are missing
   * @return false if the span has to wait
   */
  private boolean decide(JoinSpan one, boolean last) {
    Disposition decided = one.repeated() ? repeated(one) : decided(one, one.role(), last);
    if (decided == null) {
      return false;
    }
    if (decided == Disposition.OPERATION) {
      learn(one.operation());
    }
    span = one;
    disposition = decided;
    return true;
  }

  private void learn(Operation operation) {
    if (operation.side() == Side.SERVER) {
      services.learnServer(operation.service());
    }
  }

  /** A sender that got no answer sends its spans again (OTLP, "Failures"). */
  private Disposition repeated(JoinSpan one) {
    repeated++;
    return one.role() == SpanRole.NONE ? Disposition.OTHER : Disposition.DUPLICATE;
  }

  private Disposition decided(JoinSpan one, SpanRole role, boolean last) {
    return switch (role) {
      case AUTH -> Disposition.AUTH;
      case PART -> Disposition.DUPLICATE;
      case NONE -> Disposition.OTHER;
      case SERVER, TOOL, CLIENT, OUTER_CLIENT, OUTBOUND -> joined(one, role, last);
    };
  }

  private Disposition joined(JoinSpan one, SpanRole role, boolean last) {
    ancestry.climb(one);
    Disposition decided = certain(role);
    boolean certain = decided != null;
    if (!certain) {
      if (ancestry.missing() != 0) {
        if (!last) {
          return null;
        }
        expired++;
      }
      decided = unopposed(one, role);
    }
    if (decided == Disposition.OPERATION || decided == Disposition.DEPENDENCY) {
      if (marks.has(one, role)) {
        late++;
        return Disposition.DUPLICATE;
      }
      if (!certain) {
        markAbove(one, role);
      }
    }
    return decided;
  }

  /** Marks the missing ancestors of a span that counts without them. */
  private void markAbove(JoinSpan one, SpanRole role) {
    boolean above =
        role == SpanRole.SERVER || role == SpanRole.TOOL || ancestry.nearest() == SpanRole.NONE;
    if (ancestry.isCircle()) {
      marks.mark(one, one.parentKey(), role);
    } else if (ancestry.missing() != 0 && above) {
      marks.mark(one, ancestry.missing(), role);
    }
  }

  /** The decision that no later span can change, or null if there is none yet. */
  private Disposition certain(SpanRole role) {
    return switch (role) {
      case SERVER -> ancestry.hasServerAbove() ? Disposition.DUPLICATE : null;
      case TOOL ->
          ancestry.hasServerAbove() || ancestry.hasToolAbove() ? Disposition.DUPLICATE : null;
      case CLIENT ->
          switch (ancestry.nearest()) {
            case CLIENT, OUTER_CLIENT -> belowClient();
            case SERVER, TOOL -> Disposition.OPERATION;
            case NONE, PART, OUTBOUND, AUTH -> null;
          };
      case OUTER_CLIENT ->
          switch (ancestry.nearest()) {
            case CLIENT, OUTER_CLIENT -> belowClient();
            case SERVER, TOOL -> Disposition.DUPLICATE;
            case NONE, PART, OUTBOUND, AUTH -> null;
          };
      case OUTBOUND ->
          switch (ancestry.nearest()) {
            case SERVER, TOOL -> dependency();
            case CLIENT, OUTER_CLIENT -> Disposition.OTHER;
            case NONE, PART, OUTBOUND, AUTH -> null;
          };
      case NONE, PART, AUTH -> throw new IllegalArgumentException(role.name());
    };
  }

  /** A proxy opens a session within a call: the one is not the other. */
  private Disposition belowClient() {
    return ancestry.hasSameClientAbove() ? Disposition.DUPLICATE : Disposition.OPERATION;
  }

  /** If calls are nested, because one library calls another, only the outermost one counts. */
  private Disposition dependency() {
    return ancestry.hasOutboundAbove() ? Disposition.DUPLICATE : Disposition.DEPENDENCY;
  }

  /** The decision if no other ancestors exist. */
  private Disposition unopposed(JoinSpan one, SpanRole role) {
    return switch (role) {
      case SERVER, TOOL, CLIENT, OUTER_CLIENT -> Disposition.OPERATION;
      // The operation may still be running, for longer than any span waits. Calls of a server are
      // its dependencies.
      case OUTBOUND ->
          ancestry.hasPartAbove()
                  || ancestry.missing() != 0 && services.isServer(one.operation().service())
              ? dependency()
              : Disposition.OTHER;
      case NONE, PART, AUTH -> throw new IllegalArgumentException(role.name());
    };
  }

  /** Spans that wait for others of their trace. */
  public int pending() {
    return waiting.size();
  }

  /** Spans decided at the end of their wait, although ancestors were still missing. */
  public long expired() {
    return expired;
  }

  /** Spans decided before the end of their wait, because too many spans were waiting. */
  public long overflowed() {
    return overflowed;
  }

  /** Spans of calls that had already been counted by a span below them. */
  public long late() {
    return late;
  }

  /** Spans that had arrived before, the same in their ids, parent, kind and end. */
  public long repeated() {
    return repeated;
  }

  /** Generations of spans or marks forgotten early because the limit was reached. */
  public long forgottenEarly() {
    return ancestry.forgottenEarly() + marks.forgottenEarly();
  }
}

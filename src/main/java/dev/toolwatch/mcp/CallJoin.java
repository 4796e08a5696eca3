package dev.toolwatch.mcp;

import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Side;

/**
 * One call, one count: of the spans of one call the outermost SERVER span counts; a tool's span counts
 * only if no SERVER span is above it, a CLIENT span only if no other CLIENT span is directly above it,
 * and a call to the outside is a dependency if an operation is above it. "Above" goes from parent to
 * parent through the spans of the same service and ends at a parent in another process.
 *
 * <p>Children end first and may come in an earlier request than their parents. A span whose ancestors
 * are not all known waits for them, for a bounded time and in bounded number; after that it is decided
 * by what is known. If a span comes later than that and stands above one that was counted, it is a
 * duplicate as long as the trace is remembered; after that it counts again. A span that is sent twice
 * counts twice.
 *
 * <p>The outcome does not depend on the order in which the spans of a trace arrive within the wait.
 *
 * <p>Use: {@link #accept}, {@link #expire} or {@link #finish}, then {@link #next} until it answers
 * false. Not thread-safe: a trace belongs to one join, a join to one event loop.
 */
public final class CallJoin {
  private static final SpanBatch NOTHING = new SpanBatch();

  private final JoinLimits limits;
  private final ServiceRoles services;
  private final Ancestry ancestry;
  private final Marks marks;
  private final WaitingSpans waiting;
  private long expired;
  private long overflowed;
  private long late;

  private SpanBatch batch = NOTHING;
  private int index;
  private long nowMillis;
  private boolean entered = true;
  private boolean finishing;
  private JoinSpan span;
  private Disposition disposition = Disposition.OTHER;

  CallJoin(JoinLimits limits, ServiceRoles services) {
    this.limits = limits;
    this.services = services;
    ancestry = new Ancestry(limits.trackedSpans(), limits.waitMillis() * 2);
    marks = new Marks(ancestry, limits.trackedSpans(), limits.waitMillis() * 2);
    waiting = new WaitingSpans(limits.pendingSpans());
  }

  /**
   * Takes the spans of one request in.
   *
   * @param spans belong to the join until {@link #next} answers false
   */
  public void accept(SpanBatch spans, long epochMillis) {
    batch = spans;
    index = 0;
    nowMillis = epochMillis;
    entered = false;
  }

  /** Decides about the spans whose wait is over. */
  public void expire(long epochMillis) {
    nowMillis = epochMillis;
  }

  /** Decides about everything that waits: nothing more will come. */
  public void finish() {
    finishing = true;
  }

  /** Moves on to the next span that is decided, or answers false if there is none. */
  public boolean next() {
    if (finishing ? waiting.size() > 0 : waiting.isDue(nowMillis, limits.waitMillis())) {
      return decidedAtLast();
    }
    finishing = false;
    if (!entered) {
      enter();
    }
    while (index < batch.size()) {
      JoinSpan one = batch.get(index++);
      one.arrivedMillis(nowMillis);
      if (decide(one, false)) {
        return true;
      }
      boolean pushesOneOut = waiting.isFull();
      JoinSpan pushedOut = pushesOneOut ? waiting.poll() : null;
      waiting.add(one);
      if (pushesOneOut) {
        overflowed++;
        return decide(pushedOut, true);
      }
    }
    batch = NOTHING;
    index = 0;
    return false;
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
      ancestry.enter(one);
      marks.enter(one);
    }
  }

  /** The span that is decided, as it was taken in; valid until the next call. */
  public JoinSpan span() {
    return span;
  }

  /** What becomes of it. */
  public Disposition disposition() {
    return disposition;
  }

  /**
   * Decides what becomes of a span.
   *
   * @param last whether to decide by what is known
   * @return false if it has to wait
   */
  private boolean decide(JoinSpan one, boolean last) {
    SpanRole role = one.role();
    Disposition decided =
        switch (role) {
          case AUTH -> Disposition.AUTH;
          case PART -> Disposition.DUPLICATE;
          case NONE -> Disposition.OTHER;
          case SERVER, TOOL, CLIENT, OUTER_CLIENT, OUTBOUND -> decided(one, role, last);
        };
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

  private Disposition decided(JoinSpan one, SpanRole role, boolean last) {
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

  /** Marks what has not come above a span that counts without it. */
  private void markAbove(JoinSpan one, SpanRole role) {
    boolean above =
        role == SpanRole.SERVER || role == SpanRole.TOOL || ancestry.nearest() == SpanRole.NONE;
    if (ancestry.isCircle()) {
      marks.mark(one, one.parentKey(), role);
    } else if (ancestry.missing() != 0 && above) {
      marks.mark(one, ancestry.missing(), role);
    }
  }

  /** What is certain by what stands above, whatever else may come; null where nothing is. */
  private Disposition certain(SpanRole role) {
    return switch (role) {
      case SERVER -> ancestry.hasServerAbove() ? Disposition.DUPLICATE : null;
      case TOOL ->
          ancestry.hasServerAbove() || ancestry.hasToolAbove() ? Disposition.DUPLICATE : null;
      case CLIENT ->
          switch (ancestry.nearest()) {
            case CLIENT, OUTER_CLIENT -> Disposition.DUPLICATE;
            case SERVER, TOOL, PART -> Disposition.OPERATION;
            case NONE, OUTBOUND, AUTH -> null;
          };
      case OUTER_CLIENT ->
          switch (ancestry.nearest()) {
            case NONE, PART -> null;
            case SERVER, TOOL, CLIENT, OUTER_CLIENT, OUTBOUND, AUTH -> Disposition.DUPLICATE;
          };
      case OUTBOUND ->
          switch (ancestry.nearest()) {
            case SERVER, TOOL, PART -> dependency();
            case CLIENT, OUTER_CLIENT -> Disposition.OTHER;
            case NONE, OUTBOUND, AUTH -> null;
          };
      case NONE, PART, AUTH -> throw new IllegalArgumentException(role.name());
    };
  }

  /** Of several calls one inside another, made by one library upon another, the outermost counts. */
  private Disposition dependency() {
    return ancestry.hasOutboundAbove() ? Disposition.DUPLICATE : Disposition.DEPENDENCY;
  }

  /** What a span is if nothing above it says otherwise. */
  private Disposition unopposed(JoinSpan one, SpanRole role) {
    return switch (role) {
      case SERVER, TOOL, CLIENT, OUTER_CLIENT -> Disposition.OPERATION;
      // Its operation may still run, for longer than anything waits: a server's calls are its
      // dependencies.
      case OUTBOUND ->
          ancestry.missing() != 0 && services.isServer(one.operation().service())
              ? dependency()
              : Disposition.OTHER;
      case NONE, PART, AUTH -> throw new IllegalArgumentException(role.name());
    };
  }

  /** Spans that wait for others of their trace. */
  public int pending() {
    return waiting.size();
  }

  /** Spans decided after their wait without having seen all spans above them. */
  public long expired() {
    return expired;
  }

  /** Spans decided before their wait was over because too many were waiting. */
  public long overflowed() {
    return overflowed;
  }

  /** Spans whose call had already been counted through a span below them. */
  public long late() {
    return late;
  }

  /** Generations of spans forgotten before their time because of the limit. */
  public long forgottenEarly() {
    return ancestry.forgottenEarly() + marks.forgottenEarly();
  }
}

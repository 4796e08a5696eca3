package dev.toolwatch.mcp;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.ForwardMillis;
import dev.toolwatch.signal.IdHash;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Side;
import dev.toolwatch.signal.Touched;
import java.util.Map;
import java.util.Set;

/**
 * Makes sure that each call counts once, by the {@link CallRules}, and by what is known of the
 * spans above each span.
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

  /** The part of the limits on waiting spans that is added for {@link #unclaimed} ones. */
  private static final int UNCLAIMED_PART = 10;

  private static final int MEMORY_VERSION = 1;

  private final JoinLimits limits;
  private final ServiceRoles services;
  private final Ancestry ancestry;
  private final Marks marks;
  private final InnerFailures failures;
  private final RecentParents parents = new RecentParents();
  private final CallRules rules;
  private final WaitingSpans waiting;

  /** Calls of services that may turn out to be servers once their first request has ended. */
  private final WaitingSpans unclaimed;

  private final TableMemory spanMemory;
  private final TableMemory markMemory;

  /** The secrets of a log's hash are part of its memory. */
  private IdHash hash = IdHash.ofThisProcess();

  /** Spans that waited when the log was stored, and that have not come again. */
  private final WaitedBefore waitedBefore = new WaitedBefore();

  private final Touched touched = new Touched();
  private final ForwardMillis time = new ForwardMillis();
  private long expired;
  private long overflowed;
  private long late;
  private long repeated;

  private SpanBatch batch = NOTHING;
  private int index;

  /** For waits alone: no operation is placed by it. */
  private long nowMillis;

  /** The position in the log of what is accepted next. */
  private long position;

  /** Whether that was accepted before a crash. */
  private boolean again;

  private long decided;
  private boolean entered = true;
  private boolean finishing;

  /** How many of the unclaimed spans still have to be looked at. */
  private int reviewing;

  private int learnt;
  private JoinSpan span;
  private Disposition disposition = Disposition.OTHER;

  CallJoin(JoinLimits limits, ServiceRoles services) {
    this.limits = limits;
    this.services = services;
    ancestry = new Ancestry(limits);
    marks = new Marks(ancestry, limits);
    spanMemory = new TableMemory("spans-", ancestry.table());
    markMemory = new TableMemory("marks-", marks.table());
    failures = new InnerFailures(ancestry);
    rules = new CallRules(ancestry, marks, services);
    waiting = new WaitingSpans(limits.pendingSpans(), limits.pendingTextBytes());
    unclaimed =
        new WaitingSpans(
            limits.pendingSpans() / UNCLAIMED_PART, limits.pendingTextBytes() / UNCLAIMED_PART);
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

  /**
   * What is accepted next is from this position of a log.
   *
   * @param before whether it was accepted before a crash: only spans count that waited then
   */
  public void at(long inLog, boolean before) {
    position = inLog;
    if (again && !before) {
      waitedBefore.clear();
    }
    again = before;
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
    while (finishing ? waiting.size() > 0 : waiting.isDue(nowMillis, limits.waitMillis())) {
      if (decidedAtLast()) {
        return true;
      }
    }
    if (claimed()) {
      return true;
    }
    finishing = false;
    if (!entered) {
      enter();
    }
    while (!isOverLimit()) {
      if (index == batch.size()) {
        batch = NOTHING;
        index = 0;
        return false;
      }
      JoinSpan one = batch.get(index++);
      one.arrivedMillis(nowMillis);
      one.position(position);
      if (decide(one, false)) {
        return true;
      }
      waiting.add(one);
    }
    overflowed++;
    return unclaimed.isOverLimit() ? decide(unclaimed.poll(), true) : decidedAtLast() || next();
  }

  private boolean isOverLimit() {
    return waiting.isOverLimit() || unclaimed.isOverLimit();
  }

  /** Decides the oldest span. Returns false if it has to wait for its service to become known. */
  private boolean decidedAtLast() {
    JoinSpan oldest = waiting.poll();
    if (!finishing && isUnclaimed(oldest)) {
      unclaimed.add(oldest);
      return false;
    }
    return decide(oldest, true);
  }

  /**
   * Whether a call would be a dependency if its service were a server. The first request that a
   * server handles may take longer than the wait.
   */
  private boolean isUnclaimed(JoinSpan one) {
    if (one.role() != SpanRole.OUTBOUND || services.isServer(one.operation().service())) {
      return false;
    }
    ancestry.climb(one);
    return ancestry.missing() != 0
        && rules.certain(one, SpanRole.OUTBOUND) == null
        && !marks.isOfAgent(ancestry.missing(), one.operation().service());
  }

  /** Decides one of the unclaimed spans, if it can be decided by now. */
  private boolean claimed() {
    if (learnt != services.learnt()) {
      learnt = services.learnt();
      reviewing = unclaimed.size();
    }
    if (finishing ? unclaimed.size() > 0 : unclaimed.isDue(nowMillis, limits.memoryMillis())) {
      reviewing = Math.max(0, reviewing - 1);
      return decide(unclaimed.poll(), true);
    }
    while (reviewing > 0) {
      reviewing--;
      JoinSpan one = unclaimed.poll();
      if (services.isServer(one.operation().service())) {
        return decide(one, true);
      }
      unclaimed.add(one);
    }
    return false;
  }

  private void enter() {
    entered = true;
    ancestry.at(nowMillis);
    marks.at(nowMillis);
    for (int i = 0; i < batch.size(); i++) {
      JoinSpan one = batch.get(i);
      one.findKeys(hash);
      ancestry.touch(one, touched);
    }
    for (int i = 0; i < batch.size(); i++) {
      JoinSpan one = batch.get(i);
      parents.enter(one);
      if (again) {
        // All else is remembered.
        one.repeated(!waitedBefore.remove(one, position));
      } else {
        one.repeated(ancestry.enter(one));
        marks.enter(one);
        failures.enter(one);
      }
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
    Disposition decision = one.repeated() ? repeated(one) : decided(one, one.role(), last);
    if (decision == null) {
      return false;
    }
    if (decision == Disposition.OPERATION) {
      failures.correct(one);
      one.surroundings(ancestry.isContinued(), parents.has(one));
      learn(one);
    }
    span = one;
    disposition = decision;
    decided++;
    return true;
  }

  private void learn(JoinSpan one) {
    Operation operation = one.operation();
    if (operation.side() == Side.SERVER) {
      services.learnServer(operation.service(), one.role() == SpanRole.SERVER);
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
    Disposition decided = rules.certain(one, role);
    boolean certain = decided != null;
    if (!certain) {
      if (ancestry.missing() != 0) {
        if (!last) {
          return null;
        }
        expired++;
      }
      decided = rules.unopposed(one, role);
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

  /** Spans that wait for others of their trace, or for the first request of their service. */
  public int pending() {
    return waiting.size() + unclaimed.size();
  }

  /** Prepares to tell what has changed in the memory from now on. */
  void follow() {
    ancestry.table().follow();
    marks.table().follow();
  }

  /** Adds what is new in the tables, and the names of the parts that they need. */
  void saveTables(Map<String, byte[]> changed, Set<String> names) {
    spanMemory.save(changed, names);
    markMemory.save(changed, names);
  }

  /** What is remembered beside the tables. */
  byte[] save() {
    CheckpointWriter state = new CheckpointWriter(MEMORY_VERSION);
    for (long secret : hash.secrets()) {
      state.fixed(secret);
    }
    failures.save(state);
    services.save(state);
    return state.toBytes();
  }

  /** Which spans wait: they are to be accepted once more by whoever goes on from here. */
  byte[] saveWaiting() {
    return waitedBefore.save(waiting, unclaimed);
  }

  /**
   * Goes on from a memory.
   *
   * @param tables all parts, those of tables among them
   * @param rest what {@link #save} returned
   * @param waited what {@link #saveWaiting} returned
   */
  void restore(Map<String, byte[]> tables, byte[] rest, byte[] waited) {
    CheckpointReader state = new CheckpointReader(rest, MEMORY_VERSION);
    hash = new IdHash(state.fixed(), state.fixed(), state.fixed());
    failures.restore(state);
    services.restore(state);
    state.end();
    waitedBefore.restore(waited);
    spanMemory.restore(tables);
    markMemory.restore(tables);
  }

  /** The lowest position in the log of a waiting span; {@link Long#MAX_VALUE} if none waits. */
  public long earliest() {
    long now = Math.min(waiting.earliest(), unclaimed.earliest());
    return Math.min(now, waitedBefore.earliest());
  }

  /** Spans decided so far. */
  public long decided() {
    return decided;
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

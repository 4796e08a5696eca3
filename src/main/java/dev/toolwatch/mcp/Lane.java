package dev.toolwatch.mcp;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One event loop's way to the joins: its own for the traces it owns, the other loops' for theirs. All
 * methods belong to the loop's thread.
 */
public final class Lane {
  private final Joins joins;
  private final int index;
  private final Executor loop;
  private final CallJoin join;
  private final int maxHandedOver;
  private final SpanBatch own = new SpanBatch();

  /** Spans handed to this lane by others that it has not come to yet. */
  private final AtomicInteger handedOver = new AtomicInteger();

  Lane(Joins joins, int index, Executor loop, CallJoin join, JoinLimits limits) {
    this.joins = joins;
    this.index = index;
    this.loop = loop;
    this.join = join;
    maxHandedOver = limits.pendingSpans();
  }

  /** Takes the spans of one request in. */
  public void accept(SpanBatch batch, long nowMillis) {
    if (joins.size() == 1) {
      join.accept(batch, nowMillis);
      return;
    }
    SpanBatch[] others = new SpanBatch[joins.size()];
    for (int i = 0; i < batch.size(); i++) {
      JoinSpan span = batch.get(i);
      Lane owner = joins.laneOf(span.operation().traceIdLow());
      // A loop that cannot keep up is spared: its traces may then be counted in two places.
      if (owner == null || owner == this || owner.handedOver.get() > maxHandedOver) {
        own.add(span);
      } else {
        if (others[owner.index] == null) {
          others[owner.index] = new SpanBatch();
        }
        others[owner.index].add(span);
      }
    }
    for (SpanBatch other : others) {
      if (other != null) {
        joins.laneOf(other.get(0).operation().traceIdLow()).take(other, nowMillis);
      }
    }
    join.accept(own, nowMillis);
    own.clear();
  }

  /** Called by another loop's lane. */
  private void take(SpanBatch batch, long nowMillis) {
    handedOver.addAndGet(batch.size());
    loop.execute(
        () -> {
          handedOver.addAndGet(-batch.size());
          join.accept(batch, nowMillis);
        });
  }

  /** Decides on the spans whose wait is over. */
  public void expire(long nowMillis) {
    join.expire(nowMillis);
  }

  /** Decides on everything that waits: nothing more will come. */
  public void finish() {
    join.finish();
  }

  /** What the join has done; what was handed over and has not come to it is pending, too. */
  public JoinCounts counts() {
    return join.counts().plusPending(handedOver.get());
  }
}

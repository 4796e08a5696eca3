package dev.toolwatch.mcp;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One event loop's way to the joins: its own for the traces it owns, the other loops' for theirs. All
 * methods belong to the loop's thread.
 */
public final class Lane {
  /** Batches kept for handing over: of the requests another loop is likely to be behind with. */
  private static final int SPARE = 8;

  private final Joins joins;
  private final int index;
  private final Executor loop;
  private final CallJoin join;
  private final int maxHandedOver;
  private final SpanBatch own = new SpanBatch();

  /** What the request at hand has for each of the other loops; null where nothing. */
  private final SpanBatch[] outgoing;

  private final BatchPool spare = new BatchPool(SPARE);

  /** Spans handed to this lane by others that it has not come to yet. */
  private final AtomicInteger handedOver = new AtomicInteger();

  Lane(Joins joins, int index, Executor loop, CallJoin join, JoinLimits limits) {
    this.joins = joins;
    this.index = index;
    this.loop = loop;
    this.join = join;
    maxHandedOver = limits.pendingSpans();
    outgoing = new SpanBatch[joins.size()];
  }

  /** Takes the spans of one request in. */
  public void accept(SpanBatch batch, long nowMillis) {
    if (joins.size() == 1) {
      join.accept(batch, nowMillis);
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      Lane owner = joins.laneOf(batch.get(i).operation().traceIdLow());
      // A loop that cannot keep up is spared: its traces may then be counted in two places.
      boolean stays = owner == null || owner == this || owner.handedOver.get() > maxHandedOver;
      batch.move(i, stays ? own : outgoing(owner));
    }
    for (int other = 0; other < outgoing.length; other++) {
      SpanBatch handed = outgoing[other];
      if (handed != null) {
        outgoing[other] = null;
        joins.lane(other).take(handed, spare, nowMillis);
      }
    }
    join.accept(own, nowMillis);
    own.clear();
  }

  private SpanBatch outgoing(Lane owner) {
    if (outgoing[owner.index] == null) {
      outgoing[owner.index] = spare.take();
    }
    return outgoing[owner.index];
  }

  /** Called by another loop's lane, which gets the batch back. */
  private void take(SpanBatch batch, BatchPool from, long nowMillis) {
    handedOver.addAndGet(batch.size());
    loop.execute(
        () -> {
          handedOver.addAndGet(-batch.size());
          join.accept(batch, nowMillis);
          from.giveBack(batch);
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

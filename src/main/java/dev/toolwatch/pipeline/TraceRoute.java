package dev.toolwatch.pipeline;

import dev.toolwatch.mcp.SpanBatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjLongConsumer;

/**
 * One event loop's way to the traces: it keeps the spans of those that it owns and hands the others to
 * their owners. All methods belong to the loop's thread, but for what others hand over.
 */
final class TraceRoute implements TraceOwners.Owner {
  /** Batches kept for handing over: those of requests that another loop is likely to be behind with. */
  private static final int SPARE = 8;

  private final TraceOwners owners;
  private final int index;
  private final Executor loop;
  private final int maxHandedOver;
  private final ObjLongConsumer<SpanBatch> taker;
  private final SpanBatch own = new SpanBatch();

  /** What the request at hand has for each of the other loops; null where it has nothing. */
  private final SpanBatch[] outgoing;

  private final BatchPool spare = new BatchPool(SPARE);

  /** Spans that others have handed to this loop and it has not come to yet. */
  private final AtomicInteger handedOver = new AtomicInteger();

  /**
   * The way of one loop.
   *
   * @param index of the loop, from 0
   * @param loop runs tasks on the loop's thread, in the order in which they were given
   * @param maxHandedOver spans that may wait for this loop to take them
   * @param taker takes spans that belong here, with the time at which they were received
   */
  TraceRoute(
      TraceOwners owners,
      int index,
      Executor loop,
      int maxHandedOver,
      ObjLongConsumer<SpanBatch> taker) {
    this.owners = owners;
    this.index = index;
    this.loop = loop;
    this.maxHandedOver = maxHandedOver;
    this.taker = taker;
    outgoing = new SpanBatch[owners.loops()];
    owners.open(index, this);
  }

  /** Takes the spans of one request in: here, or where they belong. */
  void accept(SpanBatch batch, long nowMillis) {
    if (owners.loops() == 1) {
      taker.accept(batch, nowMillis);
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      int owner = owners.indexOf(batch.get(i).operation().traceIdLow());
      batch.move(i, handsOverTo(owner) ? outgoing(owner) : own);
    }
    for (int other = 0; other < outgoing.length; other++) {
      SpanBatch handed = outgoing[other];
      if (handed != null) {
        outgoing[other] = null;
        owners.owner(other).take(handed, spare, nowMillis);
      }
    }
    taker.accept(own, nowMillis);
    own.clear();
  }

  /** A loop that cannot keep up is spared: its traces may then be counted in two places. */
  private boolean handsOverTo(int other) {
    TraceOwners.Owner owner = other == index ? null : owners.owner(other);
    return owner != null && owner.keepsUp();
  }

  private SpanBatch outgoing(int owner) {
    if (outgoing[owner] == null) {
      outgoing[owner] = spare.take();
    }
    return outgoing[owner];
  }

  @Override
  public boolean keepsUp() {
    return handedOver.get() <= maxHandedOver;
  }

  @Override
  public void take(SpanBatch batch, BatchPool from, long nowMillis) {
    handedOver.addAndGet(batch.size());
    loop.execute(
        () -> {
          handedOver.addAndGet(-batch.size());
          taker.accept(batch, nowMillis);
          from.giveBack(batch);
        });
  }

  /** Spans handed over to this loop that it has not come to yet. */
  int pending() {
    return handedOver.get();
  }
}

package dev.toolwatch.pipeline;

import dev.toolwatch.mcp.SpanBatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;

/**
 * Routes the spans of one event loop. It keeps the spans of traces that the loop owns and hands the
 * others to their owners. Used on the loop's thread only, except for {@link #keepsUp} and {@link
 * #take}, which other loops call.
 */
final class TraceRoute implements TraceOwners.Owner {
  /** The number of spare batches kept: about as many as another loop is likely to have pending. */
  private static final int SPARE = 16;

  private final TraceOwners owners;
  private final int index;
  private final Executor loop;
  private final int maxHandedOver;
  private final long maxHandedOverBytes;
  private final ObjLongConsumer<SpanBatch> taker;
  private final SpanBatch own = new SpanBatch();

  /** The current request's spans for each of the other loops; null if there are none. */
  private final SpanBatch[] outgoing;

  private final BatchPool spare = new BatchPool(SPARE);

  /** Spans that other loops have handed to this loop and that it has not yet processed. */
  private final AtomicInteger handedOver = new AtomicInteger();

  /** Their bytes. */
  private final AtomicLong handedOverBytes = new AtomicLong();

  /**
   * The route of one loop.
   *
   * @param index the number of the loop, from 0
   * @param loop runs tasks on the loop's thread, in order of submission
   * @param maxHandedOver the maximum number of spans that may wait for this loop
   * @param maxHandedOverBytes the maximum bytes of their texts
   * @param taker takes the spans that this loop owns, with the time at which they were received
   */
  TraceRoute(
      TraceOwners owners,
      int index,
      Executor loop,
      int maxHandedOver,
      long maxHandedOverBytes,
      ObjLongConsumer<SpanBatch> taker) {
    this.owners = owners;
    this.index = index;
    this.loop = loop;
    this.maxHandedOver = maxHandedOver;
    this.maxHandedOverBytes = maxHandedOverBytes;
    this.taker = taker;
    outgoing = new SpanBatch[owners.loops()];
    owners.open(index, this);
  }

  /** Takes the spans of one request and passes each to the loop that owns its trace. */
  void accept(SpanBatch batch, long nowMillis) {
    if (owners.loops() == 1) {
      taker.accept(batch, nowMillis);
      return;
    }
    own.packed().share(batch.packed());
    for (int i = 0; i < batch.size(); i++) {
      int owner = owners.indexOf(batch.get(i).operation().traceIdLow());
      if (handsOverTo(owner)) {
        batch.handOver(i, outgoing(owner));
      } else {
        batch.move(i, own);
      }
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

  /** A loop that cannot keep up gets no more spans. A trace may then be counted on two loops. */
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
    return handedOver.get() <= maxHandedOver && handedOverBytes.get() <= maxHandedOverBytes;
  }

  @Override
  public void take(SpanBatch batch, BatchPool from, long nowMillis) {
    long bytes = batch.bytes();
    handedOver.addAndGet(batch.size());
    handedOverBytes.addAndGet(bytes);
    loop.execute(
        () -> {
          handedOver.addAndGet(-batch.size());
          handedOverBytes.addAndGet(-bytes);
          taker.accept(batch, nowMillis);
          from.giveBack(batch);
        });
  }

  int pending() {
    return handedOver.get();
  }
}

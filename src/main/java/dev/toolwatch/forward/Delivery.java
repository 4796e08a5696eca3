package dev.toolwatch.forward;

import dev.toolwatch.forward.TargetCounts.Result;
import dev.toolwatch.signal.LinePace;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.SteadyClock;
import dev.toolwatch.spool.WaitingRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * The delivery to one target: what waits in memory, what waits on disk and what is being sent. One
 * batch is sent at a time, the oldest first.
 *
 * <p>A request moves to disk if the target does not take it: when a batch has failed, takes longer
 * than {@link #SLOW_MILLIS}, or the memory is half full. From then on every request moves to disk
 * at once, until all that waits there is delivered.
 *
 * <p>Used by the target's thread, except for {@link #offer} and what the metrics ask, which are
 * thread-safe.
 *
 * @param <D> what is known of the target
 */
final class Delivery<D extends Destination> {
  private static final Logger LOG = Logger.getLogger(Delivery.class);

  /** Larger batches make fewer requests; a batch is repeated whole. */
  private static final int BATCH_BYTES = 1_000_000;

  /** A target that takes longer is slow: what waits moves to disk. */
  static final long SLOW_MILLIS = 1000;

  /** How long the disk is left alone after it has failed. */
  static final long DISK_PAUSE_MILLIS = 10_000;

  /** How long the thread may wait if nothing happens. */
  static final long IDLE_MILLIS = 1000;

  private static final int AWAY = 0;
  private static final int REFUSES = 1;
  private static final int DROPS = 2;
  private static final int DISK = 3;

  private final D target;
  private final Sender sender;

  private final SpoolSource disk;

  private final TargetCounts counts;
  private final Backoff backoff;
  private final SteadyClock clock;
  private final LinePace pace;
  private final RequestQueue queue;

  /** Null if nothing may wait on disk, or the disk cannot be used. */
  private volatile Spool spool;

  /** The batch that is being sent, or null. */
  private volatile Batch sending;

  private volatile long lost;
  private CompletableFuture<SendResult> result;
  private volatile boolean fromSpool;
  private long sentMillis;
  private long notBeforeMillis;
  private long diskNotBeforeMillis;

  /** Whether the next request ends the wait of the thread. */
  private boolean takesMore;

  /** How many requests are to be sent one by one, because the target refused them together. */
  private int singles;

  /**
   * A delivery that has not begun.
   *
   * @param maxBytes the maximum bytes that wait in memory
   * @param disk opens what waits on disk; null for nothing
   */
  Delivery(
      D target,
      Sender sender,
      long maxBytes,
      SpoolSource disk,
      TargetCounts counts,
      Backoff backoff,
      SteadyClock clock) {
    this.target = target;
    this.sender = sender;
    this.disk = disk;
    this.counts = counts;
    this.backoff = backoff;
    this.clock = clock;
    pace = new LinePace(DISK + 1, clock);
    queue = new RequestQueue(maxBytes, this::dropped);
  }

  /** Opens what waits on disk. */
  interface SpoolSource {
    /**
     * Opens it.
     *
     * @throws IOException if it cannot be used
     */
    Spool open() throws IOException;
  }

  /** Opens what an earlier process left on disk. To be called before the first {@link #turn}. */
  void open() {
    if (disk == null) {
      return;
    }
    try {
      spool = disk.open();
    } catch (IOException e) {
      LOG.errorf(
          "What is sent to the target %s waits in memory only until the next start: %s",
          target.name(), e);
    }
  }

  D target() {
    return target;
  }

  TargetCounts counts() {
    return counts;
  }

  /** Takes a request that is to be delivered. Never waits. Thread-safe. */
  void offer(WaitingRequest request) {
    queue.offer(request);
  }

  /**
   * Does what can be done now, without waiting for the target.
   *
   * @return how long nothing more can be done, in milliseconds, unless the queue wakes the thread
   */
  @SuppressWarnings("FutureReturnValueIgnored") // waking cannot fail
  long turn() {
    long now = nowMillis();
    if (sending != null && result.isDone()) {
      settle(result.join(), now);
    }
    boolean disk = spool != null && now >= diskNotBeforeMillis;
    if (disk && isBehind(now)) {
      spill(now);
      takesMore = true; // whatever comes moves to disk at once
    } else {
      takesMore = sending == null && now >= notBeforeMillis;
    }
    if (sending != null) {
      return SLOW_MILLIS;
    }
    if (now < notBeforeMillis) {
      return Math.min(notBeforeMillis - now, IDLE_MILLIS);
    }
    Batch batch = next();
    if (batch == null) {
      return IDLE_MILLIS;
    }
    sentMillis = now;
    result = send(batch);
    sending = batch;
    result.whenComplete((answer, failure) -> queue.wake());
    return SLOW_MILLIS;
  }

  private CompletableFuture<SendResult> send(Batch batch) {
    try {
      return sender.send(batch);
    } catch (RuntimeException e) {
      LOG.errorf(e, "A request to the target %s cannot be sent", target.name());
      return CompletableFuture.completedFuture(new SendResult.Retry(0, e.toString()));
    }
  }

  /** Of no epoch: no step of the clock makes a wait longer. */
  private long nowMillis() {
    return clock.nanos() / 1_000_000;
  }

  /** Lets the target's thread wait after a {@link #turn}. */
  void await(long millis) throws InterruptedException {
    queue.await(millis, takesMore);
  }

  private boolean isBehind(long now) {
    return !spool.isEmpty()
        || backoff.isFailing()
        || queue.isOverHalf()
        || sending != null && now - sentMillis >= SLOW_MILLIS;
  }

  /** Moves what waits in memory to disk, but not what comes meanwhile: sending must go on. */
  private void spill(long now) {
    long left = queue.bytes();
    while (left > 0 && now >= diskNotBeforeMillis) {
      WaitingRequest oldest = queue.poll();
      if (oldest == null) {
        return;
      }
      left -= oldest.size();
      if (!spill(oldest, now)) {
        queue.putBack(List.of(oldest));
      }
    }
  }

  private boolean spill(WaitingRequest request, long now) {
    long dropped = counts.of(request.signal(), Result.DROPPED);
    try {
      if (!spool.append(request)) {
        dropped(request);
      } else if (counts.of(request.signal(), Result.DROPPED) > dropped) {
        warnOfDropped();
      }
      return true;
    } catch (IOException e) {
      diskFailed(e, now);
      return false;
    }
  }

  private void diskFailed(IOException cause, long now) {
    diskNotBeforeMillis = now + DISK_PAUSE_MILLIS;
    if (pace.happened(DISK) > 0) {
      LOG.errorf(
          "What waits for the target %s cannot be kept on disk (%s): it waits in memory, and the"
              + " oldest is dropped when that is full. Check the space and the permissions of"
              + " toolwatch.store.path",
          target.name(), cause);
    }
  }

  private Batch next() {
    Batch.Limits limits = new Batch.Limits(BATCH_BYTES, singles > 0 ? 1 : target.requestsAtOnce());
    fromSpool = spool != null && !spool.isEmpty();
    if (fromSpool) {
      try {
        Batch batch = spool.read(limits);
        if (batch != null) {
          return batch;
        }
        fromSpool = false;
      } catch (IOException e) {
        diskFailed(e, nowMillis());
        notBeforeMillis = diskNotBeforeMillis;
        return null;
      }
    }
    List<WaitingRequest> taken = queue.take(limits);
    return taken.isEmpty() ? null : new Batch(taken);
  }

  private void settle(SendResult answer, long now) {
    Batch batch = sending;
    if (answer instanceof SendResult.Delivered delivered) {
      long rejected = Math.max(0, Math.min(delivered.rejected(), batch.items()));
      counts.add(batch.signal(), Result.DELIVERED, batch.items() - rejected);
      done(now);
      if (rejected > 0) {
        refused(batch.signal(), rejected, delivered.message());
      }
    } else if (answer instanceof SendResult.Refused refused) {
      if (batch.requests().size() > 1) {
        // One request may have spoilt it for the others.
        singles = batch.requests().size() + 1;
        again(batch, now);
      } else {
        done(now);
        refused(batch.signal(), batch.items(), refused.reason());
      }
      backoff.succeeded();
    } else if (answer instanceof SendResult.Retry retry) {
      notBeforeMillis = now + backoff.failed(retry.afterMillis());
      again(batch, now);
      if (pace.happened(AWAY) > 0) {
        LOG.warnf(
            "The target %s (%s) does not take what is sent: %s. It is sent again; meanwhile it"
                + " waits, within %s. Check that the target runs and can be reached",
            target.name(), target.endpoint(), retry.reason(), target.limits());
      }
    }
    sending = null;
    singles = Math.max(0, singles - 1);
  }

  /** The batch needs not be sent any more. */
  private void done(long now) {
    if (backoff.isFailing()) {
      LOG.infof("The target %s takes what is sent again", target.name());
    }
    backoff.succeeded();
    if (fromSpool) {
      try {
        spool.settled();
      } catch (IOException e) {
        diskFailed(e, now); // it may be sent once more after a restart
      }
    }
  }

  /** The batch has to be sent again. */
  private void again(Batch batch, long now) {
    if (fromSpool) {
      spool.unsettled();
      return;
    }
    List<WaitingRequest> left = new ArrayList<>(batch.requests());
    if (spool != null && now >= diskNotBeforeMillis) {
      left.removeIf(request -> now >= diskNotBeforeMillis && spill(request, now));
    }
    queue.putBack(left);
  }

  private void refused(Signal signal, long items, String reason) {
    counts.add(signal, Result.REFUSED, items);
    if (pace.happened(REFUSES) > 0) {
      LOG.warnf(
          "The target %s (%s) refuses %d %s, which are lost: %s. Check its log, and %s",
          target.name(), target.endpoint(), items, target.items(signal), reason, target.settings());
    }
  }

  private void dropped(WaitingRequest request) {
    counts.add(request.signal(), Result.DROPPED, request.items());
    warnOfDropped();
  }

  private void warnOfDropped() {
    if (pace.happened(DROPS) > 0) {
      LOG.warnf(
          "The target %s is so far behind that the oldest of what waits is dropped. Make the target"
              + " faster, or see what limits it: %s",
          target.name(), target.limits());
    }
  }

  /** Lets the target's thread go on. Thread-safe. */
  void wake() {
    queue.wake();
  }

  /** Whether a stop should wait: there is something in memory, and the target takes it. */
  boolean drains() {
    return (sending != null || !queue.isEmpty()) && !backoff.isFailing();
  }

  /** Ends the delivery: moves to disk what waits in memory, or drops it. */
  void close() {
    long now = nowMillis();
    if (sending != null && result.isDone()) {
      settle(result.join(), now);
    } else if (sending != null) {
      again(sending, now); // the target may get it twice
      sending = null;
    }
    if (spool != null) {
      spill(now);
    }
    long left = 0;
    for (WaitingRequest one = queue.poll(); one != null; one = queue.poll()) {
      counts.add(one.signal(), Result.DROPPED, one.items());
      left += one.items();
    }
    lost = left;
    sender.close();
    closeSpool();
  }

  /** The items that {@link #close} has dropped. */
  long lost() {
    return lost;
  }

  private void closeSpool() {
    try {
      if (spool != null) {
        spool.close();
      }
    } catch (IOException e) {
      LOG.errorf("What waits for the target %s may be lost: %s", target.name(), e);
    }
  }

  /** The bytes in memory, those being sent included. Thread-safe. */
  long queueBytes() {
    Batch sent = sending;
    return queue.bytes() + (sent == null ? 0 : sent.size());
  }

  /** The bytes on disk. Thread-safe. */
  long spoolBytes() {
    return spool == null ? 0 : spool.bytes();
  }

  /** Places on disk where damaged bytes were skipped. Thread-safe. */
  long damaged() {
    return spool == null ? 0 : spool.damaged();
  }

  /** The items of a signal that wait or are being sent. Thread-safe. */
  long waiting(Signal signal) {
    Batch sent = fromSpool ? null : sending;
    return queue.items(signal)
        + (spool == null ? 0 : spool.items(signal))
        + (sent == null || sent.signal() != signal ? 0 : sent.items());
  }

  /** When the oldest that waits was received, or {@link Long#MAX_VALUE}. Thread-safe. */
  long oldestMillis() {
    Batch sent = sending;
    return Math.min(
        Math.min(queue.oldestMillis(), spool == null ? Long.MAX_VALUE : spool.oldestMillis()),
        sent == null ? Long.MAX_VALUE : sent.arrivedMillis());
  }
}

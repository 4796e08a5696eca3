package dev.toolwatch.forward;

import dev.toolwatch.signal.Signal;
import dev.toolwatch.spool.WaitingRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The requests that wait in memory for one target. When it is full, the oldest are dropped.
 * Thread-safe: the event loops offer, the target's thread takes. An offer never waits for more than
 * another one.
 */
final class RequestQueue {
  /** What a request takes beside its bytes. Their number is limited too, because they can be tiny. */
  private static final int OVERHEAD_BYTES = 128;

  /** So many may wait however small the limit is. */
  private static final int FEW = 1000;

  private final long maxBytes;
  private final Consumer<WaitingRequest> dropped;
  private final Deque<WaitingRequest> requests = new ArrayDeque<>();
  private final long[] items = new long[Signal.values().length];
  private long bytes;
  private boolean idle;
  private boolean woken;

  /**
   * An empty queue.
   *
   * @param maxBytes the maximum bytes of all requests; also limits their number, to one for each 128
   *     bytes
   * @param dropped is told of each request that is pushed out; must be quick and thread-safe
   */
  RequestQueue(long maxBytes, Consumer<WaitingRequest> dropped) {
    this.maxBytes = maxBytes;
    this.dropped = dropped;
  }

  /** Adds the newest request. One that is larger than the whole queue is dropped. */
  synchronized void offer(WaitingRequest request) {
    if (request.size() > maxBytes) {
      dropped.accept(request); // and not all others with it
      return;
    }
    requests.addLast(request);
    added(request);
    if (idle || isOverHalf()) {
      wake();
    }
  }

  /** Adds requests that were taken before: they are the oldest again. */
  synchronized void putBack(List<WaitingRequest> taken) {
    List<WaitingRequest> newestFirst = new ArrayList<>(taken);
    Collections.reverse(newestFirst);
    for (WaitingRequest request : newestFirst) {
      requests.addFirst(request);
      added(request);
    }
  }

  private void added(WaitingRequest request) {
    bytes += request.size();
    items[request.signal().ordinal()] += request.items();
    while (exceeds(maxBytes)) {
      dropped.accept(poll());
    }
  }

  /** Removes the oldest request. Returns null if there is none. */
  synchronized WaitingRequest poll() {
    WaitingRequest oldest = requests.pollFirst();
    if (oldest != null) {
      bytes -= oldest.size();
      items[oldest.signal().ordinal()] -= oldest.items();
    }
    return oldest;
  }

  /** Removes the oldest requests that make a batch. The list is empty if the queue is. */
  synchronized List<WaitingRequest> take(Batch.Limits limits) {
    List<WaitingRequest> chosen = new ArrayList<>();
    long size = 0;
    WaitingRequest next = requests.peekFirst();
    while (next != null && Batch.fits(chosen, size, next, limits)) {
      chosen.add(poll());
      size += next.size();
      next = requests.peekFirst();
    }
    return chosen;
  }

  synchronized boolean isEmpty() {
    return requests.isEmpty();
  }

  /** Whether requests should move to disk, if there is room, before some are dropped. */
  synchronized boolean isOverHalf() {
    return exceeds(maxBytes / 2);
  }

  private boolean exceeds(long most) {
    return bytes > most || requests.size() > Math.max(FEW, most / OVERHEAD_BYTES);
  }

  /** The bytes of all requests. */
  synchronized long bytes() {
    return bytes;
  }

  /** The items of a signal in all requests. */
  synchronized long items(Signal signal) {
    return items[signal.ordinal()];
  }

  /** When the oldest request was received, or {@link Long#MAX_VALUE} if there is none. */
  synchronized long oldestMillis() {
    return requests.isEmpty() ? Long.MAX_VALUE : requests.peekFirst().arrivedMillis();
  }

  /** Lets the target's thread go on. */
  synchronized void wake() {
    woken = true;
    notifyAll();
  }

  /**
   * Waits until {@link #wake} or for that long.
   *
   * @param forRequests whether a new request ends the wait too
   */
  @SuppressWarnings("WaitNotInLoop") // to come back too early costs a turn
  synchronized void await(long millis, boolean forRequests) throws InterruptedException {
    idle = forRequests;
    if (!woken && millis > 0 && !(forRequests && !requests.isEmpty())) {
      wait(millis);
    }
    idle = false;
    woken = false;
  }
}

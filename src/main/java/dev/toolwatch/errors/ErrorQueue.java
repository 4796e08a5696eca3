package dev.toolwatch.errors;

import dev.toolwatch.signal.RawError;
import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Errors on their way from the event loops to the thread that groups them, up to a number of bytes. A
 * service may have as much as is still free (Choudhury and Hahne, "Dynamic queue length thresholds for
 * shared-memory packet switches", 1998): so one that floods it leaves room for the others. What finds
 * no room is counted for its service. Thread-safe.
 */
final class ErrorQueue {
  /**
   * What was taken at once.
   *
   * @param errors in the order of their arrival
   * @param refused how many errors of a service found no room since the last time
   */
  record Taken(List<RawError> errors, Map<ServiceId, Long> refused) {}

  private final long limit;
  private final Map<ServiceId, Long> bytesOf = new HashMap<>();
  private List<RawError> waiting = new ArrayList<>();
  private UnreadErrors refused = new UnreadErrors();
  private long bytes;
  private long refusedEver;
  private boolean awaitsFirst;
  private boolean closed;

  /**
   * @param limit the maximum bytes
   */
  ErrorQueue(long limit) {
    this.limit = limit;
  }

  synchronized void offer(RequestErrors errors) {
    UnreadErrors unread = errors.unread();
    for (RawError error : errors.read()) {
      ServiceId service = error.reporter().service();
      int size = error.bytes();
      long own = bytesOf.getOrDefault(service, 0L);
      if (own + size <= limit - bytes) {
        bytesOf.put(service, own + size);
        bytes += size;
        waiting.add(error);
      } else {
        unread.add(service, error.call(), error.times());
      }
    }
    refused.add(unread);
    refusedEver += unread.sum();
    if (awaitsFirst || isFilling()) {
      notifyAll();
    }
  }

  private boolean isFilling() {
    return bytes > limit / 4;
  }

  /** Waits until there are errors, and takes all. */
  @SuppressWarnings("WaitNotInLoop") // to come back too early costs a turn
  synchronized Taken takeFirst() throws InterruptedException {
    if (waiting.isEmpty() && refused.isEmpty() && !closed) {
      awaitsFirst = true;
      wait();
      awaitsFirst = false;
    }
    return taken();
  }

  /**
   * Waits for this time, so that not every request wakes the caller, or until a quarter of the room
   * is taken, and takes all that is there.
   */
  @SuppressWarnings("WaitNotInLoop") // as above
  synchronized Taken takeAfter(long waitMillis) throws InterruptedException {
    if (!isFilling() && !closed) {
      wait(waitMillis);
    }
    return taken();
  }

  private Taken taken() {
    Taken taken = new Taken(waiting, refused.byService());
    waiting = new ArrayList<>();
    refused = new UnreadErrors();
    bytesOf.clear();
    bytes = 0;
    return taken;
  }

  /** Nothing more will come: a take does not wait. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Errors that found no room, ever. */
  synchronized long refused() {
    return refusedEver;
  }
}

package dev.toolwatch.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Kept traces that wait for the store, up to a number of bytes. Any thread adds; one thread takes.
 */
final class TraceQueue {
  /** What a trace takes beside its request, generously. */
  static final int TRACE_BYTES = 512;

  private final long limit;
  private final AtomicLong bytes = new AtomicLong();
  private final Queue<KeptTrace> waiting = new ConcurrentLinkedQueue<>();

  /**
   * @param limit the maximum bytes; those that were taken count until they are {@link #done}
   */
  TraceQueue(long limit) {
    this.limit = limit;
  }

  /** Adds a trace. Returns false if there is no room. */
  boolean add(KeptTrace trace) {
    long size = size(trace);
    if (bytes.addAndGet(size) > limit) {
      bytes.addAndGet(-size);
      return false;
    }
    waiting.add(trace);
    return true;
  }

  /** Takes the oldest traces: as many as have {@code most} bytes together, but at least one. */
  List<KeptTrace> take(long most) {
    List<KeptTrace> taken = new ArrayList<>();
    long size = 0;
    while (size < most) {
      KeptTrace next = waiting.peek();
      if (next == null || !taken.isEmpty() && size + size(next) > most) {
        break;
      }
      size += size(next);
      taken.add(waiting.remove());
    }
    return taken;
  }

  /** Gives back the room of a trace that was taken. */
  void done(KeptTrace trace) {
    bytes.addAndGet(-size(trace));
  }

  private static long size(KeptTrace trace) {
    return TRACE_BYTES
        + trace.request().length
        + 2L * (trace.slowest().length() + trace.tool().length());
  }
}

package dev.toolwatch.traces;

import dev.toolwatch.signal.Touched;
import java.util.Arrays;

/**
 * The spans of waiting traces of one event loop, each in a slot of the size of a line of a processor's
 * cache, for the reasons that {@link TraceSlots} have. Not thread-safe.
 */
final class SpanSlots {
  static final int NONE = -1;

  /** What a span takes beside its bytes, and what the array is longer than it needs to be. */
  static final int BYTES = 80;

  private static final int SPAN_ID = 0;
  private static final int PARENT_ID = 1;
  private static final int START = 2;
  private static final int END = 3;
  private static final int THRESHOLD = 4;

  /** Above the number of its origin, below the next span of the trace or the next free slot. */
  private static final int ORIGIN_AND_NEXT = 5;

  /** Above the request that its bytes are in, below where in it they begin. */
  private static final int REQUEST_AND_OFFSET = 6;

  private static final int LENGTH = 7;
  private static final int LONGS = 8;
  private static final long LOW = 0xffff_ffffL;
  private static final int INITIAL = 64;

  private long[] longs = {};
  private int free = NONE;
  private int taken;

  /** Takes a slot for a span, which is the last one of its trace. */
  int take(BufferedSpan span) {
    if (free == NONE) {
      grow();
    }
    int slot = free;
    int at = slot * LONGS;
    free = (int) longs[at + ORIGIN_AND_NEXT];
    taken++;
    longs[at + SPAN_ID] = span.spanId;
    longs[at + PARENT_ID] = span.parentSpanId;
    longs[at + START] = span.startNanos;
    longs[at + END] = span.endNanos;
    longs[at + THRESHOLD] = span.threshold;
    longs[at + ORIGIN_AND_NEXT] = both(span.origin.number, NONE);
    longs[at + REQUEST_AND_OFFSET] = both(span.request, span.offset);
    longs[at + LENGTH] = span.length;
    return slot;
  }

  private static long both(int high, int low) {
    return (long) high << Integer.SIZE | low & LOW;
  }

  private void grow() {
    int before = longs.length / LONGS;
    int slots = Math.max(INITIAL, before + before / 4);
    longs = Arrays.copyOf(longs, slots * LONGS);
    for (int slot = slots - 1; slot >= before; slot--) {
      append(slot, free);
      free = slot;
    }
  }

  /** Reads a span. */
  void read(int slot, SpanOrigins origins, BufferedSpan into) {
    int at = slot * LONGS;
    into.spanId = longs[at + SPAN_ID];
    into.parentSpanId = longs[at + PARENT_ID];
    into.startNanos = longs[at + START];
    into.endNanos = longs[at + END];
    into.threshold = longs[at + THRESHOLD];
    into.origin = origins.get(origin(slot));
    into.request = request(slot);
    into.offset = (int) longs[at + REQUEST_AND_OFFSET];
    into.length = (int) longs[at + LENGTH];
  }

  /** Reads a part of all that {@link #read} reads of a span. */
  void touch(int slot, Touched into) {
    into.add(longs[slot * LONGS]);
  }

  int next(int slot) {
    return (int) longs[slot * LONGS + ORIGIN_AND_NEXT];
  }

  /** Makes a span the one after another. */
  void append(int last, int slot) {
    int at = last * LONGS + ORIGIN_AND_NEXT;
    longs[at] = longs[at] & ~LOW | slot & LOW;
  }

  /** The request that the bytes of a span are in, or {@link HeldRequests#NONE}. */
  int request(int slot) {
    return (int) (longs[slot * LONGS + REQUEST_AND_OFFSET] >> Integer.SIZE);
  }

  /** The number of a span's origin. */
  int origin(int slot) {
    return (int) (longs[slot * LONGS + ORIGIN_AND_NEXT] >> Integer.SIZE);
  }

  void giveBack(int slot) {
    append(slot, free);
    free = slot;
    taken--;
  }

  /** Frees the memory of all slots, if none is taken. */
  void trim() {
    if (taken == 0 && longs.length > INITIAL * LONGS) {
      longs = new long[0];
      free = NONE;
    }
  }
}

package dev.toolwatch.traces;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Touched;
import java.util.Arrays;

/**
 * The spans of waiting traces of one event loop, each in a slot of arrays that are used again, for the
 * reasons that {@link TraceSlots} have. Not thread-safe.
 */
final class SpanSlots {
  static final int NONE = -1;

  /** What a span takes beside its bytes, and what arrays are longer than they need to be. */
  static final int BYTES = 96;

  private static final int SPAN_ID = 0;
  private static final int PARENT_ID = 1;
  private static final int START = 2;
  private static final int END = 3;
  private static final int THRESHOLD = 4;
  private static final int LONGS = 5;

  /** The next one of the trace, or of those that are free. */
  private static final int NEXT = 0;

  private static final int KIND = 1;
  private static final int LENGTH = 2;
  private static final int REQUEST = 3;
  private static final int OFFSET = 4;
  private static final int INTS = 5;

  private static final int SERVICE = 0;
  private static final int NAME = 1;
  private static final int TOOL = 2;
  private static final int ENVELOPE = 3;
  private static final int OBJECTS = 4;

  private static final int INITIAL = 64;

  private long[] longs = {};
  private int[] ints = {};
  private Object[] objects = {};
  private int free = NONE;
  private int taken;

  /** Takes a slot for a span, which is the last one of its trace. */
  int take(BufferedSpan span) {
    if (free == NONE) {
      grow();
    }
    int slot = free;
    int number = slot * INTS;
    free = ints[number + NEXT];
    taken++;
    ints[number + NEXT] = NONE;
    ints[number + KIND] = span.kind;
    ints[number + LENGTH] = span.length;
    ints[number + REQUEST] = span.request;
    ints[number + OFFSET] = span.offset;
    int at = slot * LONGS;
    longs[at + SPAN_ID] = span.spanId;
    longs[at + PARENT_ID] = span.parentSpanId;
    longs[at + START] = span.startNanos;
    longs[at + END] = span.endNanos;
    longs[at + THRESHOLD] = span.threshold;
    int object = slot * OBJECTS;
    objects[object + SERVICE] = span.service;
    objects[object + NAME] = span.name;
    objects[object + TOOL] = span.tool;
    objects[object + ENVELOPE] = span.envelope;
    return slot;
  }

  private void grow() {
    int before = ints.length / INTS;
    int slots = Math.max(INITIAL, before + before / 4);
    longs = Arrays.copyOf(longs, slots * LONGS);
    ints = Arrays.copyOf(ints, slots * INTS);
    objects = Arrays.copyOf(objects, slots * OBJECTS);
    for (int slot = slots - 1; slot >= before; slot--) {
      ints[slot * INTS + NEXT] = free;
      free = slot;
    }
  }

  /** Reads a span. */
  void read(int slot, BufferedSpan into) {
    int number = slot * INTS;
    into.kind = ints[number + KIND];
    into.length = ints[number + LENGTH];
    into.request = ints[number + REQUEST];
    into.offset = ints[number + OFFSET];
    int at = slot * LONGS;
    into.spanId = longs[at + SPAN_ID];
    into.parentSpanId = longs[at + PARENT_ID];
    into.startNanos = longs[at + START];
    into.endNanos = longs[at + END];
    into.threshold = longs[at + THRESHOLD];
    int object = slot * OBJECTS;
    into.service = (ServiceId) objects[object + SERVICE];
    into.name = (String) objects[object + NAME];
    into.tool = (String) objects[object + TOOL];
    into.envelope = (HeldEnvelope) objects[object + ENVELOPE];
  }

  /** Reads a part of all that {@link #read} reads of a span. */
  void touch(int slot, Touched into) {
    into.add(longs[slot * LONGS] + ints[slot * INTS]);
    into.add(objects[slot * OBJECTS] == null ? 1 : 0);
  }

  int next(int slot) {
    return ints[slot * INTS + NEXT];
  }

  /** Makes a span the one after another. */
  void append(int last, int slot) {
    ints[last * INTS + NEXT] = slot;
  }

  /** The request that the bytes of a span are in, or {@link HeldRequests#NONE}. */
  int request(int slot) {
    return ints[slot * INTS + REQUEST];
  }

  HeldEnvelope envelope(int slot) {
    return (HeldEnvelope) objects[slot * OBJECTS + ENVELOPE];
  }

  /** Gives a slot back. What it refers to, but for its envelope, stays until it is taken again. */
  void giveBack(int slot) {
    objects[slot * OBJECTS + ENVELOPE] = null;
    ints[slot * INTS + NEXT] = free;
    free = slot;
    taken--;
  }

  /** Frees the memory of all slots, if none is taken. */
  void trim() {
    if (taken == 0 && ints.length > INITIAL * INTS) {
      longs = new long[0];
      ints = new int[0];
      objects = new Object[0];
      free = NONE;
    }
  }
}

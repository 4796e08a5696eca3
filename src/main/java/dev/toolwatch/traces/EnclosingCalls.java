package dev.toolwatch.traces;

import java.util.Arrays;

/**
 * Which calls of tools each span of a trace happens in: itself and its ancestors that have a tool, by
 * the nearest, each service's tool once, and at most {@link #NEAREST} of them. To be reused. Not
 * thread-safe.
 */
final class EnclosingCalls {
  /** Calls that one span counts for. */
  static final int NEAREST = 4;

  private static final int LEAST = 32;
  private static final int KEPT = 1024;
  private static final int NONE = -1;

  /** Where the calls of each span begin in {@link #calls}; {@link #NONE} if it is in none. */
  private int[] frames = new int[LEAST];

  private boolean[] outermost = new boolean[LEAST];

  /** {@link #NEAREST} spans after each other, filled up with {@link #NONE}. */
  private int[] calls = new int[NEAREST * LEAST];

  private int used;

  /**
   * Finds the calls.
   *
   * @param spans those whose self times were computed, by the same index
   */
  void find(BufferedSpan[] spans, SelfTimes times) {
    fit(times.size());
    used = 0;
    for (int position = 0; position < times.placed(); position++) {
      int i = times.at(position);
      int parent = times.parent(i);
      int around = parent == NONE ? NONE : frames[parent];
      frames[i] = around;
      outermost[i] = false;
      if (!spans[i].origin.tool.isEmpty()) {
        enter(spans, i, around);
      }
    }
  }

  private void fit(int spans) {
    if (frames.length < spans || frames.length > KEPT && spans <= KEPT) {
      int capacity = Math.max(LEAST, spans);
      frames = new int[capacity];
      outermost = new boolean[capacity];
      calls = new int[NEAREST * LEAST];
    }
  }

  private void enter(BufferedSpan[] spans, int span, int around) {
    if (around != NONE && isSame(spans[span], spans[calls[around]])) {
      return;
    }
    if (used + NEAREST > calls.length) {
      calls = Arrays.copyOf(calls, calls.length * 2);
    }
    int frame = used;
    used += NEAREST;
    calls[frame] = span;
    int next = frame + 1;
    boolean repeats = false;
    for (int i = around; around != NONE && i < around + NEAREST && calls[i] != NONE; i++) {
      if (isSame(spans[span], spans[calls[i]])) {
        repeats = true;
      } else if (next < used) {
        calls[next++] = calls[i];
      }
    }
    Arrays.fill(calls, next, used, NONE);
    frames[span] = frame;
    outermost[span] = !repeats;
  }

  private static boolean isSame(BufferedSpan one, BufferedSpan other) {
    return one.origin.tool.equals(other.origin.tool)
        && one.origin.service.equals(other.origin.service);
  }

  /**
   * A call that a span happens in.
   *
   * @param nearest from 0, for the nearest, to {@link #NEAREST}
   * @return the index of the call's span; -1 if there are no more
   */
  int call(int span, int nearest) {
    return frames[span] == NONE ? NONE : calls[frames[span] + nearest];
  }

  /** Whether a span is a call of its service's tool that happens in no other one. */
  boolean isOutermost(int span) {
    return outermost[span];
  }
}

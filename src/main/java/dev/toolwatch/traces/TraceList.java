package dev.toolwatch.traces;

import static dev.toolwatch.traces.TraceSlots.NONE;

/** Waiting traces in the order in which they were added, linked by two numbers of their slots. Not thread-safe. */
final class TraceList {
  private final TraceSlots traces;
  private final int before;
  private final int after;
  private int first = NONE;
  private int last = NONE;

  /**
   * An empty list.
   *
   * @param before the number that links to the trace before, in this kind of lists
   * @param after the one that links to the trace after
   */
  TraceList(TraceSlots traces, int before, int after) {
    this.traces = traces;
    this.before = before;
    this.after = after;
  }

  /** The trace that was added first, or {@link TraceSlots#NONE}. */
  int first() {
    return first;
  }

  /** Adds a trace that is in no list of this kind. */
  void add(int trace) {
    traces.set(trace, before, last);
    traces.set(trace, after, NONE);
    if (last == NONE) {
      first = trace;
    } else {
      traces.set(last, after, trace);
    }
    last = trace;
  }

  /** Removes a trace that is in this list. */
  void remove(int trace) {
    int previous = traces.get(trace, before);
    int next = traces.get(trace, after);
    if (previous == NONE) {
      first = next;
    } else {
      traces.set(previous, after, next);
    }
    if (next == NONE) {
      last = previous;
    } else {
      traces.set(next, before, previous);
    }
  }
}

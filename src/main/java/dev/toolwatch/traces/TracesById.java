package dev.toolwatch.traces;

import static dev.toolwatch.traces.TraceSlots.HASH;
import static dev.toolwatch.traces.TraceSlots.ID_HIGH;
import static dev.toolwatch.traces.TraceSlots.ID_LOW;
import static dev.toolwatch.traces.TraceSlots.NEXT_IN_BIN;
import static dev.toolwatch.traces.TraceSlots.NONE;

import dev.toolwatch.signal.Touched;
import java.util.Arrays;

/**
 * The waiting traces of one event loop by their ids. It grows and never shrinks: whoever uses it
 * limits how many wait. Not thread-safe.
 */
final class TracesById {
  private static final int INITIAL = 1024;

  /** Bins for each trace, at least. */
  private static final int SPARE = 4;

  private final TraceSlots traces;
  private int[] bins = empty(INITIAL);
  private int size;

  TracesById(TraceSlots traces) {
    this.traces = traces;
  }

  private static int[] empty(int length) {
    int[] bins = new int[length];
    Arrays.fill(bins, NONE);
    return bins;
  }

  /** The trace with these ids, or {@link TraceSlots#NONE}. */
  int find(long high, long low, long hash) {
    int trace = bins[bin(hash)];
    while (trace != NONE
        && (traces.getLong(trace, ID_LOW) != low || traces.getLong(trace, ID_HIGH) != high)) {
      trace = traces.get(trace, NEXT_IN_BIN);
    }
    return trace;
  }

  /** Reads what {@link #find} will read of a hash. */
  void touch(long hash, Touched into) {
    into.add(bins[bin(hash)]);
  }

  private int bin(long hash) {
    return (int) (hash >>> 32) & bins.length - 1;
  }

  /** Adds a trace that is not in the table. */
  void add(int trace) {
    // Few bins have a trace: to look for one that is not there touches none.
    if (size * SPARE == bins.length) {
      grow();
    }
    size++;
    insert(trace);
  }

  private void insert(int trace) {
    int bin = bin(traces.getLong(trace, HASH));
    traces.set(trace, NEXT_IN_BIN, bins[bin]);
    bins[bin] = trace;
  }

  private void grow() {
    int[] full = bins;
    bins = empty(2 * full.length);
    for (int first : full) {
      int trace = first;
      while (trace != NONE) {
        int next = traces.get(trace, NEXT_IN_BIN);
        insert(trace);
        trace = next;
      }
    }
  }

  /** Removes a trace of the table. */
  void remove(int trace) {
    int bin = bin(traces.getLong(trace, HASH));
    int next = traces.get(trace, NEXT_IN_BIN);
    if (bins[bin] == trace) {
      bins[bin] = next;
    } else {
      int before = bins[bin];
      while (traces.get(before, NEXT_IN_BIN) != trace) {
        before = traces.get(before, NEXT_IN_BIN);
      }
      traces.set(before, NEXT_IN_BIN, next);
    }
    size--;
  }
}

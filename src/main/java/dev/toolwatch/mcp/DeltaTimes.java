package dev.toolwatch.mcp;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import java.util.Arrays;

/**
 * The start and end times of the last points of a delta stream, by which a point that is sent twice
 * is recognised. Their order does not matter: a corrected clock, a reboot and replicas that share an
 * identity all make times go back. Not thread-safe: see {@link MetricStreams}.
 */
final class DeltaTimes {
  /**
   * How many points are remembered. At the usual interval of a minute that is half an hour, much
   * longer than exporters try again.
   */
  static final int MAX = 32;

  private static final int FIRST = 2;
  private static final int FIELDS = 2;

  /** The most numbers held. */
  static final int MAX_NUMBERS = MAX * FIELDS;

  private long[] times = new long[0];
  private int size;

  /** Where the next point goes, over the oldest once all places are taken. */
  private int next;

  boolean contains(long startNanos, long endNanos) {
    for (int i = 0; i < size; i++) {
      if (times[i * FIELDS] == startNanos && times[i * FIELDS + 1] == endNanos) {
        return true;
      }
    }
    return false;
  }

  void add(long startNanos, long endNanos) {
    if (size == next && next * FIELDS == times.length) {
      times = Arrays.copyOf(times, FIELDS * Math.min(MAX, Math.max(FIRST, size * 2)));
    }
    times[next * FIELDS] = startNanos;
    times[next * FIELDS + 1] = endNanos;
    size = Math.max(size, next + 1);
    next = (next + 1) % MAX;
  }

  /** Numbers held. */
  int numbers() {
    return times.length;
  }

  /** Writes the points, the oldest first. */
  void save(CheckpointWriter state) {
    state.number(size);
    int oldest = size < MAX ? 0 : next;
    for (int i = 0; i < size; i++) {
      int at = (oldest + i) % MAX * FIELDS;
      state.fixed(times[at]).fixed(times[at + 1]);
    }
  }

  /** Reads what {@link #save} wrote. */
  void restore(CheckpointReader state) {
    for (long left = state.atMost(MAX); left > 0; left--) {
      add(state.fixed(), state.fixed());
    }
  }
}

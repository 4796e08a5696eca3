package dev.toolwatch.traces;

/**
 * The spans that determine when the roots of a trace end, as {@link SelfTimes} defines them.
 * Immutable.
 */
final class CriticalPath {
  private static final int NONE = SpanIds.NONE;

  private final boolean[] critical;

  private CriticalPath(boolean[] critical) {
    this.critical = critical;
  }

  /**
   * Finds the path. Goes through all spans from the last end to the first: a parent comes before its
   * children, because none of them ends after it once what is outside is cut off.
   */
  static CriticalPath of(SelfTimes spans, IndexSort sort) {
    int size = spans.size();
    long[] starts = new long[size];
    long[] ends = new long[size];
    int[] order = new int[spans.placed()];
    for (int position = 0; position < order.length; position++) {
      int i = spans.at(position);
      order[position] = i;
      int parent = spans.parent(i);
      starts[i] = spans.startNanos(i);
      ends[i] = spans.endNanos(i);
      if (parent != NONE) {
        starts[i] = Math.max(starts[i], starts[parent]);
        ends[i] = Math.min(ends[i], ends[parent]);
      }
    }
    long[] fromLast = new long[size];
    for (int i = 0; i < size; i++) {
      fromLast[i] = -ends[i];
    }
    sort.sort(order, order.length, fromLast);
    boolean[] critical = new boolean[size];
    // Up to when each span's part of the path is still to be found.
    long[] until = ends.clone();
    for (int i : order) {
      int parent = spans.parent(i);
      if (parent == NONE) {
        critical[i] = true;
      } else if (critical[parent] && starts[i] < ends[i] && ends[i] <= until[parent]) {
        critical[i] = true;
        until[parent] = starts[i];
      }
    }
    return new CriticalPath(critical);
  }

  boolean contains(int span) {
    return critical[span];
  }
}

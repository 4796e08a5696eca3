package dev.toolwatch.traces;

/**
 * Sorts indices by their keys, the least first; equal keys keep their order. Takes {@code n log n}
 * steps at most, and about {@code n} if the indices are nearly sorted. Without recursion, and without
 * allocation but for its scratch space. Not thread-safe.
 */
final class IndexSort {
  /** The length of runs that are sorted by insertion. */
  private static final int RUN = 24;

  private int[] scratch = {};

  /**
   * Sorts.
   *
   * @param order the indices, from 0 to {@code size}
   * @param keys the key of each index
   */
  void sort(int[] order, int size, long[] keys) {
    for (int from = 0; from < size; from += RUN) {
      insert(order, from, Math.min(from + RUN, size), keys);
    }
    if (size > RUN) {
      if (scratch.length < size) {
        scratch = new int[order.length];
      }
      merge(order, size, keys);
    }
  }

  /** Gives back the scratch space of a large trace. */
  void shrink() {
    scratch = new int[0];
  }

  private static void insert(int[] order, int from, int to, long[] keys) {
    for (int i = from + 1; i < to; i++) {
      int index = order[i];
      long key = keys[index];
      int j = i;
      while (j > from && keys[order[j - 1]] > key) {
        order[j] = order[j - 1];
        j--;
      }
      order[j] = index;
    }
  }

  private void merge(int[] order, int size, long[] keys) {
    for (long width = RUN; width < size; width *= 2) {
      for (long from = 0; from + width < size; from += 2 * width) {
        int middle = (int) (from + width);
        int to = (int) Math.min(from + 2 * width, size);
        if (keys[order[middle - 1]] > keys[order[middle]]) {
          merge(order, (int) from, middle, to, keys);
        }
      }
    }
  }

  private void merge(int[] order, int from, int middle, int to, long[] keys) {
    int left = middle - from;
    System.arraycopy(order, from, scratch, 0, left);
    int i = 0;
    int j = middle;
    int next = from;
    while (i < left && j < to) {
      order[next++] = keys[order[j]] < keys[scratch[i]] ? order[j++] : scratch[i++];
    }
    System.arraycopy(scratch, i, order, next, left - i);
  }
}

package dev.toolwatch.traces;

/**
 * What an event loop has decided about traces.
 *
 * @param decided traces by the number of their decision
 * @param lateKept spans that came after their trace had been decided, and are kept with it
 * @param lateDropped the same, but not kept
 * @param tooLarge spans that are larger than what one trace may take; they are in no trace
 * @param bytes all that waits takes
 * @param waiting traces that wait
 */
record TraceCounts(
    long[] decided, long lateKept, long lateDropped, long tooLarge, long bytes, long waiting) {
  static TraceCounts none() {
    return new TraceCounts(new long[Decision.values().length], 0, 0, 0, 0, 0);
  }

  TraceCounts plus(TraceCounts other) {
    long[] sum = decided.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.decided[i];
    }
    return new TraceCounts(
        sum,
        lateKept + other.lateKept,
        lateDropped + other.lateDropped,
        tooLarge + other.tooLarge,
        bytes + other.bytes,
        waiting + other.waiting);
  }
}

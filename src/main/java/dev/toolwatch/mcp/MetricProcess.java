package dev.toolwatch.mcp;

/**
 * The process behind some streams that have one start. Not thread-safe: see {@link MetricStreams}.
 */
final class MetricProcess {
  /** The points of one collection lie closer together than this. */
  private static final long ONE_COLLECTION_NANOS = 1_000_000_000;

  private int epoch;
  private long firstNanos;
  private int streams;

  MetricProcess(int epoch, long firstNanos) {
    this.epoch = epoch;
    this.firstNanos = firstNanos;
  }

  /** Says that a point of the process has come. */
  void exported(int currentEpoch, long timeNanos) {
    if (epoch != currentEpoch) {
      epoch = currentEpoch;
      firstNanos = timeNanos;
    }
  }

  /**
   * Whether the process has exported before, in this epoch. Each export has all of its streams: one
   * that shows itself only now began after that.
   */
  boolean exportedBefore(long timeNanos) {
    return timeNanos - firstNanos >= ONE_COLLECTION_NANOS;
  }

  void opened() {
    streams++;
  }

  /** Returns whether that was the last stream. */
  boolean closed() {
    return --streams == 0;
  }
}

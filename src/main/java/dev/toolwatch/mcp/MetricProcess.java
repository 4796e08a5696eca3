package dev.toolwatch.mcp;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;

/**
 * The process that sends several streams with the same start time. Not thread-safe: see {@link
 * MetricStreams}.
 */
final class MetricProcess {
  /** The points of one collection are closer together than this. */
  private static final long ONE_COLLECTION_NANOS = 1_000_000_000;

  private int epoch;
  private long firstNanos;
  private int streams;

  MetricProcess(int epoch, long firstNanos) {
    this.epoch = epoch;
    this.firstNanos = firstNanos;
  }

  /** Records that a point of the process has arrived. */
  void exported(int currentEpoch, long timeNanos) {
    if (epoch != currentEpoch) {
      epoch = currentEpoch;
      firstNanos = timeNanos;
    }
  }

  /**
   * Whether the process has exported before in this epoch. Each export has all streams of the
   * process, so a stream that appears only now started after that export.
   */
  boolean exportedBefore(long timeNanos) {
    return timeNanos - firstNanos >= ONE_COLLECTION_NANOS;
  }

  void opened() {
    streams++;
  }

  /** Returns whether that was the last stream of the process. */
  boolean closed() {
    return --streams == 0;
  }

  void save(CheckpointWriter state) {
    state.number(epoch).fixed(firstNanos);
  }

  /** Reads what {@link #save} wrote: the process, of which no stream is open. */
  static MetricProcess restored(CheckpointReader state) {
    return new MetricProcess((int) state.atMost(Integer.MAX_VALUE), state.fixed());
  }
}

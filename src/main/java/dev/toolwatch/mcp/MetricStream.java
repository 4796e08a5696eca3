package dev.toolwatch.mcp;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.HistogramPoint;
import java.util.function.BiFunction;

/**
 * One stream of data points: the time up to which it has been counted and, if it is cumulative, the
 * values at that time. Not thread-safe: see {@link MetricStreams}.
 */
final class MetricStream {
  private final StreamKey key;
  private final MetricProcess process;
  private final Distribution reached;
  private final DeltaTimes deltas = new DeltaTimes();
  private int epoch;
  private long latestNanos;
  private long usedMillis;

  MetricStream(StreamKey key, MetricProcess process) {
    this.key = key;
    this.process = process;
    reached = new Distribution();
  }

  /** A cumulative stream that goes on from where another one is. */
  MetricStream(StreamKey key, MetricProcess process, MetricStream earlier) {
    this.key = key;
    this.process = process;
    reached = earlier.reached;
    epoch = earlier.epoch;
    latestNanos = earlier.latestNanos;
    usedMillis = earlier.usedMillis;
  }

  StreamKey key() {
    return key;
  }

  MetricProcess process() {
    return process;
  }

  /** The epoch of the {@link Coverage} when the last point arrived. */
  int epoch() {
    return epoch;
  }

  long latestNanos() {
    return latestNanos;
  }

  long usedMillis() {
    return usedMillis;
  }

  void used(long nowMillis) {
    usedMillis = nowMillis;
  }

  /** Numbers kept to tell what is new in the next point. */
  int size() {
    return reached.size() + deltas.numbers();
  }

  /**
   * Whether all of a point has been counted before. Of a delta stream, that is a point with the
   * start and the time of another one. Of a cumulative stream, it is a point that is no later than
   * the last one and holds no more: if it holds more, or if only the last one was ahead of the
   * clock, the sender's clock has been corrected, and the stream goes on.
   */
  boolean hasPassed(HistogramPoint point, long nowMillis) {
    if (!key.isCumulative()) {
      return deltas.contains(point.startNanos(), point.timeNanos());
    }
    int order = Long.compareUnsigned(point.timeNanos(), latestNanos);
    long aheadNanos = (nowMillis + ServiceSource.MAX_AHEAD_MILLIS) * 1_000_000;
    boolean corrected =
        Long.compareUnsigned(latestNanos, aheadNanos) > 0
            && Long.compareUnsigned(point.timeNanos(), aheadNanos) <= 0;
    return order == 0 || order < 0 && !corrected && !holdsMore(point.distribution());
  }

  /** Whether a point counts more than the last one, in every bucket at least as much. */
  private boolean holdsMore(Distribution now) {
    return now.total() > reached.total()
        && (!now.hasLayoutOf(reached) || new Distribution().setDifference(now, reached));
  }

  /**
   * Sets {@code news} to the part of a point that is new since the last one. Of the first point,
   * all is new.
   */
  void tellNews(HistogramPoint point, Distribution news) {
    Distribution now = point.distribution();
    boolean first = latestNanos == 0;
    if (!key.isCumulative() || first || !since(now, news)) {
      news.set(now);
    }
  }

  void moveTo(HistogramPoint point, int currentEpoch) {
    epoch = currentEpoch;
    latestNanos = point.timeNanos();
    if (key.isCumulative()) {
      reached.set(point.distribution());
    } else {
      deltas.add(point.startNanos(), point.timeNanos());
    }
  }

  /** Returns false if the sender has reset its counts. */
  private boolean since(Distribution now, Distribution news) {
    if (now.hasLayoutOf(reached)) {
      return news.setDifference(now, reached);
    }
    // The start is the same but the buckets differ, so only the totals can be compared.
    if (key.startNanos() == 0 || now.total() < reached.total()) {
      return false;
    }
    news.setTotalDifference(now, reached);
    return true;
  }

  void save(CheckpointWriter state) {
    key.save(state);
    process.save(state);
    state.number(epoch).fixed(latestNanos).fixed(usedMillis);
    if (key.isCumulative()) {
      SavedDistribution.save(reached, state);
    } else {
      deltas.save(state);
    }
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param processes gives the process of a stream, as another stream of it has it or as it was saved
   */
  static MetricStream restored(
      CheckpointReader state, BiFunction<StreamKey, MetricProcess, MetricProcess> processes) {
    StreamKey key = StreamKey.restored(state);
    MetricStream stream =
        new MetricStream(key, processes.apply(key, MetricProcess.restored(state)));
    stream.epoch = (int) state.atMost(Integer.MAX_VALUE);
    stream.latestNanos = state.fixed();
    stream.usedMillis = state.fixed();
    if (key.isCumulative()) {
      SavedDistribution.restore(state, stream.reached);
    } else {
      stream.deltas.restore(state);
    }
    return stream;
  }
}

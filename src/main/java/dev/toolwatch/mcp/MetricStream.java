package dev.toolwatch.mcp;

import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.HistogramPoint;

/**
 * One stream of data points: the time up to which it has been counted and, if it is cumulative, the
 * values at that time. Not thread-safe: see {@link MetricStreams}.
 */
final class MetricStream {
  private final StreamKey key;
  private final MetricProcess process;
  private final Distribution reached = new Distribution();
  private int epoch;
  private long latestNanos;
  private long usedMillis;

  MetricStream(StreamKey key, MetricProcess process) {
    this.key = key;
    this.process = process;
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

  /** Numbers kept for the next difference. */
  int size() {
    return reached.size();
  }

  /**
   * Whether a point is no later than the last one of the stream. If only the last one was ahead of the
   * clock, the sender's clock was wrong and has been corrected: then the stream goes on.
   */
  boolean hasPassed(HistogramPoint point, long nowMillis) {
    int order = Long.compareUnsigned(point.timeNanos(), latestNanos);
    long aheadNanos = (nowMillis + ServiceSource.MAX_AHEAD_MILLIS) * 1_000_000;
    boolean corrected =
        Long.compareUnsigned(latestNanos, aheadNanos) > 0
            && Long.compareUnsigned(point.timeNanos(), aheadNanos) <= 0;
    return order == 0 || order < 0 && !corrected;
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
}

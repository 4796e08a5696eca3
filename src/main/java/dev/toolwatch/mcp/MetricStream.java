package dev.toolwatch.mcp;

import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.HistogramPoint;

/**
 * One stream of data points: up to where it has been counted, and what a cumulative one had reached
 * by then. Not thread-safe: see {@link MetricStreams}.
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

  /** The coverage's epoch when the last point came. */
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

  /** Numbers held for the next difference. */
  int size() {
    return reached.size();
  }

  /** Whether a point tells nothing that a later one has not told. */
  boolean hasPassed(HistogramPoint point) {
    return Long.compareUnsigned(point.timeNanos(), latestNanos) <= 0;
  }

  /** Tells what is new in a point since the last one: all of it in the first. */
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

  /** Returns false where counting has begun anew. */
  private boolean since(Distribution now, Distribution news) {
    if (now.hasLayoutOf(reached)) {
      return news.setDifference(now, reached);
    }
    // Other buckets under the same start: how many there are is all that can be compared.
    if (key.startNanos() == 0 || now.total() < reached.total()) {
      return false;
    }
    news.setTotalDifference(now, reached);
    return true;
  }
}

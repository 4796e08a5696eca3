package dev.toolwatch.mcp;

import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.HistogramPoint;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The streams that are followed, in the order of their last use. Bounded in number and in the buckets
 * they hold; those unused for {@link #IDLE_MILLIS} are forgotten. Not thread-safe: {@link ReportedMetrics}
 * guards it by its lock.
 */
final class MetricStreams {
  static final long IDLE_MILLIS = 3_600_000;

  /** What streams may hold on average: what an exponential histogram of an SDK holds at most. */
  private static final int NUMBERS_PER_STREAM = 160;

  private final int limit;
  private final Consumer<MetricStream> forgotten;
  private final Map<StreamKey, MetricStream> streams = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<StreamKey, MetricProcess> processes = new HashMap<>();
  private long numbers;

  /**
   * @param limit of streams, at least 1
   * @param forgotten is told of each that is forgotten
   */
  MetricStreams(int limit, Consumer<MetricStream> forgotten) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "toolwatch.mcp.max-metric-streams must be at least 1: " + limit);
    }
    this.limit = limit;
    this.forgotten = forgotten;
  }

  int size() {
    return streams.size();
  }

  int limit() {
    return limit;
  }

  /** The stream, or null; it is then used. */
  MetricStream find(StreamKey key, long nowMillis) {
    MetricStream stream = streams.get(key);
    if (stream != null) {
      stream.used(nowMillis);
    }
    return stream;
  }

  /** Whether a stream, which is null for a new one, may be set to a point. */
  boolean hasRoomFor(MetricStream stream, HistogramPoint point) {
    int more = point.distribution().size() - (stream == null ? 0 : stream.size());
    return (stream != null || streams.size() < limit)
        && (more <= 0 || numbers + more <= (long) limit * NUMBERS_PER_STREAM);
  }

  /** Begins to follow a stream whose first point is of this time; there must be room for it. */
  MetricStream open(StreamKey key, long timeNanos, int epoch, long nowMillis) {
    MetricProcess process =
        processes.computeIfAbsent(key.process(), unknown -> new MetricProcess(epoch, timeNanos));
    process.opened();
    MetricStream stream = new MetricStream(key, process);
    stream.used(nowMillis);
    streams.put(key, stream);
    return stream;
  }

  /**
   * Moves a stream on to a point.
   *
   * @param news is set to what came since the last point; null where that is not to be counted
   */
  void advance(MetricStream stream, HistogramPoint point, int epoch, Distribution news) {
    int size = stream.size();
    if (news != null) {
      stream.tellNews(point, news);
    }
    stream.moveTo(point, epoch);
    numbers += stream.size() - size;
  }

  void forgetIdle(long nowMillis) {
    Iterator<MetricStream> leastUsedFirst = streams.values().iterator();
    while (leastUsedFirst.hasNext()) {
      MetricStream stream = leastUsedFirst.next();
      if (nowMillis - stream.usedMillis() < IDLE_MILLIS) {
        return;
      }
      leastUsedFirst.remove();
      numbers -= stream.size();
      if (stream.process().closed()) {
        processes.remove(stream.key().process());
      }
      forgotten.accept(stream);
    }
  }
}

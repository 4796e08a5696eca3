package dev.toolwatch.mcp;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.HistogramPoint;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The tracked streams, in the order of their last use. The number of streams and of buckets they
 * hold is limited. Streams that are not used for {@link #IDLE_MILLIS} are forgotten. Not
 * thread-safe: {@link ReportedMetrics} guards it with its lock.
 */
final class MetricStreams {
  static final long IDLE_MILLIS = 3_600_000;

  /** Average limit per stream: as many buckets as an SDK's exponential histogram can have. */
  private static final int NUMBERS_PER_STREAM = 160;

  private final int limit;
  private final Consumer<MetricStream> forgotten;
  private final Map<StreamKey, MetricStream> streams = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<StreamKey, MetricProcess> processes = new HashMap<>();
  private long numbers;
  private long changes;

  /**
   * @param limit maximum number of streams, at least 1
   * @param forgotten called for each stream that is forgotten
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

  /** The stream, now marked as used; null if it is not tracked. */
  MetricStream find(StreamKey key, long nowMillis) {
    MetricStream stream = streams.get(key);
    if (stream != null) {
      stream.used(nowMillis);
    }
    return stream;
  }

  /**
   * Whether there is room to advance a stream to a point.
   *
   * @param stream null for a new stream
   */
  boolean hasRoomFor(MetricStream stream, HistogramPoint point) {
    boolean cumulative = point.temporality() == HistogramPoint.CUMULATIVE;
    int most = cumulative ? point.distribution().size() : DeltaTimes.MAX_NUMBERS;
    int more = most - (stream == null ? 0 : stream.size());
    return (stream != null || streams.size() < limit)
        && (more <= 0 || numbers + more <= (long) limit * NUMBERS_PER_STREAM);
  }

  /**
   * Starts to track a stream. There must be room for it.
   *
   * @param timeNanos time of its first point
   */
  MetricStream open(StreamKey key, long timeNanos, int epoch, long nowMillis) {
    MetricStream stream = new MetricStream(key, process(key, epoch, timeNanos));
    stream.used(nowMillis);
    streams.put(key, stream);
    return stream;
  }

  /**
   * Finds the stream that a point goes on with although its key is new: the last point of the
   * stream, whose start was unknown, is the start of this one.
   *
   * @return null if there is none
   */
  MetricStream continued(StreamKey key, long nowMillis) {
    MetricStream stream = key.hasStart() ? streams.get(key.withoutStart()) : null;
    if (stream == null || stream.latestNanos() != key.startNanos()) {
      return null;
    }
    streams.remove(stream.key());
    close(stream);
    MetricProcess process = process(key, stream.epoch(), stream.latestNanos());
    MetricStream further = new MetricStream(key, process, stream);
    further.used(nowMillis);
    streams.put(key, further);
    return further;
  }

  private MetricProcess process(StreamKey key, int epoch, long timeNanos) {
    MetricProcess process =
        processes.computeIfAbsent(key.process(), unknown -> new MetricProcess(epoch, timeNanos));
    process.opened();
    return process;
  }

  private void close(MetricStream stream) {
    if (stream.process().closed()) {
      processes.remove(stream.key().process());
    }
  }

  /**
   * Advances a stream to a point.
   *
   * @param news receives what is new since the last point; null if that is not counted
   */
  void advance(MetricStream stream, HistogramPoint point, int epoch, Distribution news) {
    int size = stream.size();
    if (news != null) {
      stream.tellNews(point, news);
    }
    stream.moveTo(point, epoch);
    changes++;
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
      close(stream);
      forgotten.accept(stream);
    }
  }

  /** Changes whenever a stream has been advanced. */
  long changes() {
    return changes;
  }

  /** Writes all streams, those used least lately first. */
  void save(CheckpointWriter state) {
    state.number(streams.size());
    streams.values().forEach(stream -> stream.save(state));
  }

  /** Reads what {@link #save} wrote, as far as there is room. There must be no streams yet. */
  void restore(CheckpointReader state) {
    for (int left = state.size(); left > 0; left--) {
      MetricStream stream =
          MetricStream.restored(
              state,
              (key, saved) -> {
                MetricProcess process = processes.computeIfAbsent(key.process(), first -> saved);
                process.opened();
                return process;
              });
      if (streams.size() < limit) {
        streams.put(stream.key(), stream);
        numbers += stream.size();
      } else {
        close(stream);
      }
    }
  }
}

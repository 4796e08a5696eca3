package dev.toolwatch.relay;

import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * One relayed series. Guarded by the lock of {@link RelayedSeries}.
 *
 * <p>Several senders may have the same labels. Of gauges and summaries the newest point counts. What
 * cumulative senders have counted is added, as if they were one (OpenTelemetry data model, "Metric
 * streams", "Temporality"): they are told apart by the time since which they count. What deltas say
 * is added up, whoever sends them.
 */
final class Series {
  private static final int OBJECT_BYTES = 250;
  private static final int MAX_KEYS = 4;

  private final Family family;
  private final Target target;
  private final Labels labels;
  private final int labelBytes;
  private final List<PointKey> keys = new ArrayList<>(1);
  private Progress progress;
  private List<Exemplar> exemplars = List.of();

  /** When a point last arrived that says something. */
  long arrivedMillis;

  Series(Family family, Target target, Labels labels, int labelBytes) {
    this.family = family;
    this.target = target;
    this.labels = labels;
    this.labelBytes = labelBytes;
  }

  Family family() {
    return family;
  }

  Target target() {
    return target;
  }

  Labels labels() {
    return labels;
  }

  /** The keys by which it is found without making labels. */
  List<PointKey> keys() {
    return keys;
  }

  boolean hasRoomForKey() {
    return keys.size() < MAX_KEYS;
  }

  /**
   * Takes a valid point with a value.
   *
   * @return whether it says anything new
   */
  boolean take(Point point, MetricKind kind, boolean delta, long nowMillis) {
    Progress follows = Progress.of(kind, delta, progress);
    boolean news = follows.take(point, Tally.of(point, kind), nowMillis);
    progress = follows;
    if (news) {
      arrivedMillis = nowMillis;
      if (!point.exemplars.isEmpty()) {
        exemplars = List.copyOf(point.exemplars);
      }
    }
    return news;
  }

  /** Whether it is added up from deltas, whose senders say nothing while nothing happens. */
  boolean isOfDeltas() {
    return progress instanceof Progress.OfDeltas;
  }

  /** Roughly the memory that it takes, in bytes. */
  int bytes() {
    int keyBytes = 0;
    for (PointKey key : keys) {
      keyBytes += key.bytes();
    }
    return OBJECT_BYTES + labelBytes + keyBytes + (progress == null ? 0 : progress.bytes());
  }

  Sample sample() {
    return progress.total().sample(labels, progress.createdMillis(), exemplars);
  }
}

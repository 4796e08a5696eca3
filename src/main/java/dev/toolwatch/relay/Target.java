package dev.toolwatch.relay;

import dev.toolwatch.expose.Labels;
import java.util.List;

/**
 * Who sends series, as Prometheus tells them apart: by {@code job}, {@code instance} and the
 * attributes of the resource that are labels by setting. Several resources may be one target.
 * Guarded by the lock of {@link RelayedSeries}.
 */
final class Target {
  /** Tells targets apart in keys. */
  final int id;

  /** The group of series that has a fair share of the room. */
  final ServiceShare share;

  /** {@code job}, {@code instance} if it has one, and the labels by setting. */
  private final List<String> labels;

  /** What {@code target_info} says, or null if nothing. The newest resource decides. */
  private Labels info;

  private int infoBytes;

  /** The series that it has. */
  int series;

  /** When a point of it last arrived. */
  long arrivedMillis;

  /** Whether it is forgotten: it must be looked up anew. */
  boolean isGone;

  Target(int id, ServiceShare share, List<String> labels) {
    this.id = id;
    this.share = share;
    this.labels = List.copyOf(labels);
  }

  /** The names and values that all its series have, in turns. */
  List<String> labels() {
    return labels;
  }

  /** Those by which {@code target_info} is joined to series. */
  List<String> identity() {
    boolean hasInstance = labels.size() > 2 && labels.get(2).equals(LabelMaker.INSTANCE);
    return labels.subList(0, hasInstance ? 4 : 2);
  }

  Labels info() {
    return info;
  }

  /**
   * Sets what is known of it.
   *
   * @param known without its own labels; null for nothing
   * @return by how many bytes that takes more
   */
  int info(Labels known, int bytes) {
    int more = bytes - infoBytes;
    info = known;
    infoBytes = bytes;
    return more;
  }
}

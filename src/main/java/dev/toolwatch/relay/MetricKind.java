package dev.toolwatch.relay;

/** What a metric's points are in Prometheus. */
enum MetricKind {
  GAUGE,
  /** A sum that may fall: for Prometheus a gauge, but its senders may be added. */
  UP_DOWN_COUNTER,
  COUNTER,
  HISTOGRAM,
  EXPONENTIAL_HISTOGRAM,
  SUMMARY;

  /** Whether both are of one type in Prometheus. */
  boolean hasTypeOf(MetricKind other) {
    return type() == other.type();
  }

  private MetricKind type() {
    return switch (this) {
      case UP_DOWN_COUNTER -> GAUGE;
      case EXPONENTIAL_HISTOGRAM -> HISTOGRAM;
      case GAUGE, COUNTER, HISTOGRAM, SUMMARY -> this;
    };
  }
}

package dev.toolwatch.mcp;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;

/**
 * Identifies a stream of data points (OpenTelemetry data model, "Metric streams"). The start time
 * of a cumulative stream is part of its identity. A restarted server therefore begins a new stream,
 * and two servers with the same identity do not look like one server that restarts all the time.
 *
 * @param service its name as labelled
 * @param side the side of the operations
 * @param writer the resource, scope and metric
 * @param attributes the attributes of the points
 * @param startNanos start of a cumulative stream; 0 for others, and if it is unknown
 * @param temporality a number of metrics.proto
 * @param exponential whether its buckets are exponential
 */
record StreamKey(
    ServiceId service,
    Side side,
    long writer,
    long attributes,
    long startNanos,
    int temporality,
    boolean exponential) {
  static StreamKey of(ServiceId service, Side side, HistogramPoint point) {
    boolean cumulative = point.temporality() == HistogramPoint.CUMULATIVE;
    return new StreamKey(
        service,
        side,
        point.writer(),
        point.digest().value(),
        cumulative && !hasUnknownStart(point) ? point.startNanos() : 0,
        point.temporality(),
        point.distribution().isExponential());
  }

  /**
   * Whether a cumulative point says that its true start is unknown, as the data model has it in
   * "Resets and gaps": its start is its time.
   */
  static boolean hasUnknownStart(HistogramPoint point) {
    return point.temporality() == HistogramPoint.CUMULATIVE
        && point.startNanos() != 0
        && point.startNanos() == point.timeNanos();
  }

  boolean hasStart() {
    return startNanos != 0;
  }

  /** The key of points of the same stream that do not say when it started. */
  StreamKey withoutStart() {
    return new StreamKey(service, side, writer, attributes, 0, temporality, exponential);
  }

  boolean isCumulative() {
    return temporality == HistogramPoint.CUMULATIVE;
  }

  /**
   * The part of the key that all streams of one process share, if they all have the same start.
   */
  StreamKey process() {
    return new StreamKey(service, side, writer, 0, startNanos, 0, false);
  }

  void save(CheckpointWriter state) {
    state.text(service.tenant()).text(service.name()).number(side.ordinal());
    state.fixed(writer).fixed(attributes).fixed(startNanos);
    state.number(temporality).number(exponential ? 1 : 0);
  }

  /** Reads what {@link #save} wrote. */
  static StreamKey restored(CheckpointReader state) {
    return new StreamKey(
        new ServiceId(state.text(), state.text()),
        Side.values()[(int) state.atMost(Side.values().length - 1)],
        state.fixed(),
        state.fixed(),
        state.fixed(),
        (int) state.atMost(HistogramPoint.CUMULATIVE),
        state.atMost(1) == 1);
  }
}

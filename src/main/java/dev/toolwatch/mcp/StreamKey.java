package dev.toolwatch.mcp;

import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.Side;

/**
 * What tells one stream of data points from another (OpenTelemetry data model, "Metric streams"). A
 * cumulative one's start belongs to it: so a restarted server's stream is a new one, and two servers
 * that call themselves the same do not look like one that restarts all the time.
 *
 * @param service as it is labelled
 * @param side of the operations
 * @param writer the resource, scope and metric
 * @param attributes the points' attributes
 * @param startNanos of a cumulative stream; 0 of others
 * @param temporality by the numbers of metrics.proto
 * @param exponential whether its buckets are exponential
 */
record StreamKey(
    String service,
    Side side,
    long writer,
    long attributes,
    long startNanos,
    int temporality,
    boolean exponential) {
  static StreamKey of(String service, Side side, HistogramPoint point) {
    boolean cumulative = point.temporality() == HistogramPoint.CUMULATIVE;
    return new StreamKey(
        service,
        side,
        point.writer(),
        point.digest().value(),
        cumulative ? point.startNanos() : 0,
        point.temporality(),
        point.distribution().isExponential());
  }

  boolean isCumulative() {
    return temporality == HistogramPoint.CUMULATIVE;
  }

  /** What the streams of one process have in common, where they all begin with it. */
  StreamKey process() {
    return new StreamKey(service, side, writer, 0, startNanos, 0, false);
  }
}

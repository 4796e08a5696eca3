package dev.toolwatch.otlp;

import static dev.toolwatch.wire.ProtobufReader.LENGTH;
import static dev.toolwatch.wire.ProtobufReader.VARINT;

import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;

/**
 * Walks an ExportMetricsServiceRequest in protobuf (opentelemetry-proto 1.11, metrics.proto). It
 * shows the data points of each wanted histogram through one reused view and counts the others.
 * Fields may come in any order and more than once. Unknown fields are skipped. Not thread-safe.
 */
final class ProtobufMetricDecoder implements ItemReader<PointHandler> {
  private static final int METRIC_NAME = 1 << 3 | LENGTH;
  private static final int METRIC_UNIT = 3 << 3 | LENGTH;
  private static final int METRIC_GAUGE = 5 << 3 | LENGTH;
  private static final int METRIC_SUM = 7 << 3 | LENGTH;
  private static final int METRIC_HISTOGRAM = 9 << 3 | LENGTH;
  private static final int METRIC_EXPONENTIAL = 10 << 3 | LENGTH;
  private static final int METRIC_SUMMARY = 11 << 3 | LENGTH;
  private static final int DATA_POINTS = 1 << 3 | LENGTH;
  private static final int DATA_TEMPORALITY = 2 << 3 | VARINT;

  private final ProtobufReader in = new ProtobufReader();
  private final ProtobufAttributes attributes = new ProtobufAttributes(in);
  private final ProtobufHistogramPoint point = new ProtobufHistogramPoint(in, attributes);
  private final HistogramPoint view;
  private final ProtobufEnvelope<PointHandler> envelope;

  ProtobufMetricDecoder(Vocabulary vocabulary) {
    view = new HistogramPoint(vocabulary);
    envelope = new ProtobufEnvelope<>(in, attributes, view.origin(), this);
  }

  /**
   * Shows every wanted point of a request to the handler and counts the others.
   *
   * @throws MalformedException if the bytes are not such a request; points before the error have
   *     already been shown
   */
  void decode(byte[] body, int from, int to, PointHandler handler)
      throws MalformedException, TooLargeException {
    in.reset(body, from, to);
    envelope.walk(handler);
  }

  @Override
  public void resource(PointHandler handler) {
    handler.resource(view);
  }

  @Override
  public void item(PointHandler handler) throws MalformedException {
    view.clearMetric();
    view.rawMetric(in.bytes(), in.position(), in.limit());
    int start = in.position();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case METRIC_NAME -> in.text(view.metric());
        case METRIC_UNIT -> in.text(view.unit());
        case METRIC_HISTOGRAM, METRIC_EXPONENTIAL -> temporality();
        default -> in.skip(tag);
      }
    }
    boolean wanted = handler.wants(view.metric());
    in.rewind(start);
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case METRIC_HISTOGRAM, METRIC_EXPONENTIAL -> {
          if (wanted) {
            histogram(tag == METRIC_EXPONENTIAL, handler);
          } else {
            handler.other(points());
          }
        }
        case METRIC_GAUGE, METRIC_SUM, METRIC_SUMMARY -> handler.other(points());
        default -> in.skip(tag);
      }
    }
  }

  /** Reads the temporality ahead: it comes after the points that need it. */
  private void temporality() throws MalformedException {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == DATA_TEMPORALITY) {
        view.temporality((int) in.varint());
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void histogram(boolean exponential, PointHandler handler) throws MalformedException {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == DATA_POINTS) {
        int data = in.enter();
        view.raw().set(in.bytes(), in.position(), in.limit());
        point.read(exponential, view);
        in.leave(data);
        handler.histogram(view);
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private long points() throws MalformedException {
    long points = 0;
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == DATA_POINTS) {
        points++;
        skipPoint();
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    return points;
  }

  /** Skips a point and checks that it is well-formed. */
  private void skipPoint() throws MalformedException {
    int outer = in.enter();
    while (in.hasMore()) {
      in.skip(in.tag());
    }
    in.leave(outer);
  }
}

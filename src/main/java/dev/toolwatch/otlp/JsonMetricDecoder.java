package dev.toolwatch.otlp;

import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
import java.util.List;

/**
 * Walks an ExportMetricsServiceRequest in OTLP/JSON (OTLP 1.11, "JSON Protobuf Encoding"). It shows
 * the data points of each wanted histogram through one reused view and counts the others. Not
 * thread-safe.
 */
final class JsonMetricDecoder implements ItemReader<PointHandler> {
  private static final byte[] DATA_POINTS = JsonEnvelope.ascii("dataPoints");
  private static final byte[] TEMPORALITY = JsonEnvelope.ascii("aggregationTemporality");

  private static final int METRIC_NAME = 0;
  private static final int METRIC_UNIT = 1;
  private static final int HISTOGRAM = 2;
  private static final int EXPONENTIAL = 3;
  private static final int GAUGE = 4;
  private static final int SUM = 5;
  private static final int SUMMARY = 6;
  private static final Vocabulary METRIC_FIELDS =
      new Vocabulary(
          List.of("name", "unit", "histogram", "exponentialHistogram", "gauge", "sum", "summary"));

  private final JsonReader in = new JsonReader();
  private final JsonAttributes attributes = new JsonAttributes(in);
  private final JsonHistogramPoint point = new JsonHistogramPoint(in, attributes);
  private final HistogramPoint view;
  private final JsonEnvelope<PointHandler> envelope;

  JsonMetricDecoder(Vocabulary vocabulary) {
    view = new HistogramPoint(vocabulary);
    envelope = new JsonEnvelope<>(JsonEnvelope.Names.METRICS, in, attributes, view.origin(), this);
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
    envelope.walkInAnyOrder(handler);
  }

  @Override
  public void resource(PointHandler handler) {
    handler.resource(view);
  }

  @Override
  public void item(PointHandler handler) throws MalformedException {
    view.clearMetric();
    view.rawMetric(in.bytes(), in.start(), JsonEnvelope.OPEN);
    in.beginObject();
    int start = in.position();
    int depth = in.depth();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      switch (METRIC_FIELDS.find(in.key())) {
        case METRIC_NAME -> in.string(view.metric());
        case METRIC_UNIT -> in.string(view.unit());
        case HISTOGRAM, EXPONENTIAL -> temporality();
        default -> in.skipValue();
      }
    }
    boolean wanted = handler.wants(view.metric());
    in.rewind(start, depth);
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      int field = METRIC_FIELDS.find(in.key());
      switch (field) {
        case HISTOGRAM, EXPONENTIAL -> points(wanted, field == EXPONENTIAL, handler);
        case GAUGE, SUM, SUMMARY -> points(false, false, handler);
        default -> in.skipValue();
      }
    }
  }

  /** Reads the temporality ahead: it may come after the points that need it. */
  private void temporality() throws MalformedException {
    in.beginObject();
    while (in.goTo(TEMPORALITY)) {
      view.temporality(in.enumNumber());
    }
  }

  private void points(boolean wanted, boolean exponential, PointHandler handler)
      throws MalformedException {
    long others = 0;
    in.beginObject();
    while (in.goTo(DATA_POINTS)) {
      in.beginArray();
      while (in.nextElement()) {
        if (wanted) {
          int start = in.start();
          point.read(exponential, view);
          view.raw().set(in.bytes(), start, in.position());
          handler.histogram(view);
        } else {
          skipPoint();
          others++;
        }
      }
    }
    if (!wanted) {
      handler.other(others);
    }
  }

  private void skipPoint() throws MalformedException {
    in.beginObject();
    while (in.nextField()) {
      in.skipValue();
    }
  }
}

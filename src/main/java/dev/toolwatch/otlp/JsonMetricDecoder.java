package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.Vocabulary;
import java.util.List;

/**
 * Walks an ExportMetricsServiceRequest in OTLP/JSON (OTLP 1.11, "JSON Protobuf Encoding") and shows
 * each wanted histogram's data points through one reused view; other points are counted. Not
 * thread-safe.
 */
final class JsonMetricDecoder {
  private static final byte[] RESOURCE_METRICS = ascii("resourceMetrics");
  private static final byte[] RESOURCE = ascii("resource");
  private static final byte[] SCOPE_METRICS = ascii("scopeMetrics");
  private static final byte[] ATTRIBUTES = ascii("attributes");
  private static final byte[] SCOPE = ascii("scope");
  private static final byte[] METRICS = ascii("metrics");
  private static final byte[] NAME = ascii("name");
  private static final byte[] VERSION = ascii("version");
  private static final byte[] DATA_POINTS = ascii("dataPoints");
  private static final byte[] TEMPORALITY = ascii("aggregationTemporality");

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

  JsonMetricDecoder(Vocabulary vocabulary) {
    view = new HistogramPoint(vocabulary);
  }

  private static byte[] ascii(String word) {
    return word.getBytes(US_ASCII);
  }

  /**
   * Shows every wanted point of a request to the handler and counts the others.
   *
   * @throws MalformedException if the bytes are no such request; points before the fault have been
   *     shown by then
   */
  void decode(byte[] body, int from, int to, PointHandler handler) throws MalformedException {
    in.reset(body, from, to);
    in.beginObject();
    while (goTo(RESOURCE_METRICS)) {
      in.beginArray();
      while (in.nextElement()) {
        resourceMetrics(handler);
      }
    }
    in.endOfBody();
  }

  /**
   * Goes to the value of the next field of a name that is not null, in the object that is being read.
   *
   * @return false if there is none; the object has then been read to its end
   */
  private boolean goTo(byte[] name) throws MalformedException {
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      if (in.key().is(name)) {
        return true;
      }
      in.skipValue();
    }
    return false;
  }

  private void resourceMetrics(PointHandler handler) throws MalformedException {
    view.clearResource();
    in.beginObject();
    int start = in.position();
    int depth = in.depth();
    if (goTo(RESOURCE)) {
      in.beginObject();
      while (goTo(ATTRIBUTES)) {
        attributes.list(view.resource(), view.resourceDigest());
      }
    }
    handler.resource(view);
    in.rewind(start, depth);
    while (goTo(SCOPE_METRICS)) {
      in.beginArray();
      while (in.nextElement()) {
        scopeMetrics(handler);
      }
    }
  }

  private void scopeMetrics(PointHandler handler) throws MalformedException {
    view.clearScope();
    in.beginObject();
    int start = in.position();
    int depth = in.depth();
    if (goTo(SCOPE)) {
      scope();
    }
    in.rewind(start, depth);
    while (goTo(METRICS)) {
      in.beginArray();
      while (in.nextElement()) {
        metric(handler);
      }
    }
  }

  private void scope() throws MalformedException {
    in.beginObject();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      if (in.key().is(NAME)) {
        in.string(view.scopeName());
      } else if (in.key().is(VERSION)) {
        in.string(view.scopeVersion());
      } else if (in.key().is(ATTRIBUTES)) {
        // Kept nowhere: the point's own attributes are cleared before they are read.
        attributes.list(view.attributes(), view.scopeDigest());
      } else {
        in.skipValue();
      }
    }
  }

  private void metric(PointHandler handler) throws MalformedException {
    view.clearMetric();
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

  /** The temporality, which may stand behind the points that need it. */
  private void temporality() throws MalformedException {
    in.beginObject();
    while (goTo(TEMPORALITY)) {
      view.temporality(in.enumNumber());
    }
  }

  private void points(boolean wanted, boolean exponential, PointHandler handler)
      throws MalformedException {
    long others = 0;
    in.beginObject();
    while (goTo(DATA_POINTS)) {
      in.beginArray();
      while (in.nextElement()) {
        if (wanted) {
          point.read(exponential, view);
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

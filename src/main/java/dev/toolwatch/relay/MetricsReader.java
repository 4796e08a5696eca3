package dev.toolwatch.relay;

import static dev.toolwatch.wire.ProtobufReader.FIXED64;
import static dev.toolwatch.wire.ProtobufReader.LENGTH;
import static dev.toolwatch.wire.ProtobufReader.VARINT;

import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;
import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;
import java.util.HexFormat;

/**
 * Walks an ExportMetricsServiceRequest in protobuf (opentelemetry-proto 1.11, metrics.proto) and
 * shows every data point through one reused view. Fields may come in any order; unknown fields are
 * skipped. Attributes are not read, only passed on as bytes. Not thread-safe.
 */
final class MetricsReader {
  /** Is shown a request, in the order in which it nests. */
  interface Handler {
    /**
     * What follows is of this resource.
     *
     * @param resource the Resource message; empty if there is none
     */
    void resource(Slice resource);

    /**
     * What follows is of this scope.
     *
     * @param scope the InstrumentationScope message; empty if there is none
     */
    void scope(Slice scope);

    /** The points that follow are of this metric. */
    void metric(Text name, Text unit, Text description, MetricKind kind, int temporality);

    /** A point of the metric. */
    void point(Point point);
  }

  private static final int RESOURCE_METRICS = 1 << 3 | LENGTH;
  private static final int RESOURCE = 1 << 3 | LENGTH;
  private static final int SCOPE_METRICS = 2 << 3 | LENGTH;
  private static final int SCOPE = 1 << 3 | LENGTH;
  private static final int METRICS = 2 << 3 | LENGTH;

  private static final int NAME = 1 << 3 | LENGTH;
  private static final int DESCRIPTION = 2 << 3 | LENGTH;
  private static final int UNIT = 3 << 3 | LENGTH;
  private static final int GAUGE = 5 << 3 | LENGTH;
  private static final int SUM = 7 << 3 | LENGTH;
  private static final int HISTOGRAM = 9 << 3 | LENGTH;
  private static final int EXPONENTIAL = 10 << 3 | LENGTH;
  private static final int SUMMARY = 11 << 3 | LENGTH;
  private static final int DATA_POINTS = 1 << 3 | LENGTH;
  private static final int TEMPORALITY = 2 << 3 | VARINT;
  private static final int MONOTONIC = 3 << 3 | VARINT;

  private static final int START = 2 << 3 | FIXED64;
  private static final int TIME = 3 << 3 | FIXED64;
  private static final int NUMBER_DOUBLE = 4 << 3 | FIXED64;
  private static final int NUMBER_INT = 6 << 3 | FIXED64;
  private static final int NUMBER_EXEMPLARS = 5 << 3 | LENGTH;
  private static final int NUMBER_FLAGS = 8 << 3 | VARINT;
  private static final int ATTRIBUTES = 7 << 3 | LENGTH;

  private static final int COUNT = 4 << 3 | FIXED64;
  private static final int TOTAL = 5 << 3 | FIXED64;
  private static final int FLAGS = 10 << 3 | VARINT;
  private static final int COUNTS = 6 << 3 | LENGTH;
  private static final int ONE_COUNT = 6 << 3 | FIXED64;
  private static final int BOUNDS = 7 << 3 | LENGTH;
  private static final int ONE_BOUND = 7 << 3 | FIXED64;
  private static final int HISTOGRAM_EXEMPLARS = 8 << 3 | LENGTH;
  private static final int HISTOGRAM_ATTRIBUTES = 9 << 3 | LENGTH;

  private static final int EXPONENTIAL_ATTRIBUTES = 1 << 3 | LENGTH;
  private static final int SCALE = 6 << 3 | VARINT;
  private static final int ZERO_COUNT = 7 << 3 | FIXED64;
  private static final int POSITIVE = 8 << 3 | LENGTH;
  private static final int NEGATIVE = 9 << 3 | LENGTH;
  private static final int EXPONENTIAL_EXEMPLARS = 11 << 3 | LENGTH;
  private static final int ZERO_THRESHOLD = 14 << 3 | FIXED64;
  private static final int OFFSET = 1 << 3 | VARINT;
  private static final int BUCKET_COUNTS = 2 << 3 | LENGTH;
  private static final int BUCKET_COUNT = 2 << 3 | VARINT;

  private static final int QUANTILES = 6 << 3 | LENGTH;
  private static final int SUMMARY_FLAGS = 8 << 3 | VARINT;
  private static final int QUANTILE = 1 << 3 | FIXED64;
  private static final int QUANTILE_VALUE = 2 << 3 | FIXED64;

  private static final int EXEMPLAR_TIME = 2 << 3 | FIXED64;
  private static final int EXEMPLAR_DOUBLE = 3 << 3 | FIXED64;
  private static final int EXEMPLAR_SPAN = 4 << 3 | LENGTH;
  private static final int EXEMPLAR_TRACE = 5 << 3 | LENGTH;
  private static final int EXEMPLAR_INT = 6 << 3 | FIXED64;

  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ProtobufReader in = new ProtobufReader();
  private final Slice part = new Slice();
  private final Text name = new Text();
  private final Text unit = new Text();
  private final Text description = new Text();
  private final Text id = new Text();
  private final Point point = new Point();

  /**
   * Shows every point of a request.
   *
   * @throws MalformedException if the bytes are not such a request; what is before the error has
   *     already been shown
   */
  void read(Slice request, Handler handler) throws MalformedException {
    in.reset(request.body(), request.from(), request.to());
    try {
      while (in.hasMore()) {
        int tag = in.tag();
        if (tag == RESOURCE_METRICS) {
          int outer = in.enter();
          resource(handler);
          in.leave(outer);
        } else {
          in.skip(tag);
        }
      }
    } finally {
      release();
    }
  }

  /** A request may be large: nothing refers to it any longer. */
  private void release() {
    in.reset(new byte[0], 0, 0);
    part.clear();
    name.clear();
    unit.clear();
    description.clear();
    id.clear();
    point.clear();
  }

  private void resource(Handler handler) throws MalformedException {
    int start = in.position();
    find(RESOURCE);
    handler.resource(part);
    in.rewind(start);
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == SCOPE_METRICS) {
        int outer = in.enter();
        scope(handler);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }

  private void scope(Handler handler) throws MalformedException {
    int start = in.position();
    find(SCOPE);
    handler.scope(part);
    in.rewind(start);
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == METRICS) {
        int outer = in.enter();
        metric(handler);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }

  /** Finds a field of the current message; of several, the last. */
  private void find(int wanted) throws MalformedException {
    part.clear();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == wanted) {
        int length = in.length();
        part.set(in.bytes(), in.position(), in.position() + length);
        in.advance(length);
      } else {
        in.skip(tag);
      }
    }
  }

  private void metric(Handler handler) throws MalformedException {
    name.clear();
    unit.clear();
    description.clear();
    int start = in.position();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case NAME -> in.text(name);
        case DESCRIPTION -> in.text(description);
        case UNIT -> in.text(unit);
        default -> in.skip(tag);
      }
    }
    in.rewind(start);
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case GAUGE -> data(MetricKind.GAUGE, handler);
        case SUM -> data(MetricKind.COUNTER, handler);
        case HISTOGRAM -> data(MetricKind.HISTOGRAM, handler);
        case EXPONENTIAL -> data(MetricKind.EXPONENTIAL_HISTOGRAM, handler);
        case SUMMARY -> data(MetricKind.SUMMARY, handler);
        default -> in.skip(tag);
      }
    }
  }

  private void data(MetricKind sent, Handler handler) throws MalformedException {
    int outer = in.enter();
    int start = in.position();
    int temporality = 0;
    boolean monotonic = false;
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case TEMPORALITY -> temporality = (int) in.varint();
        case MONOTONIC -> monotonic = in.varint() != 0;
        default -> in.skip(tag);
      }
    }
    in.rewind(start);
    MetricKind kind = sent == MetricKind.COUNTER && !monotonic ? MetricKind.UP_DOWN_COUNTER : sent;
    handler.metric(name, unit, description, kind, temporality);
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == DATA_POINTS) {
        int data = in.enter();
        point(kind);
        in.leave(data);
        handler.point(point);
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void point(MetricKind kind) throws MalformedException {
    point.clear();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case START -> point.startNanos = in.fixed64();
        case TIME -> point.timeNanos = in.fixed64();
        default -> {
          switch (kind) {
            case GAUGE, UP_DOWN_COUNTER, COUNTER -> numberField(tag);
            case HISTOGRAM -> histogramField(tag);
            case EXPONENTIAL_HISTOGRAM -> exponentialField(tag);
            case SUMMARY -> summaryField(tag);
          }
        }
      }
    }
  }

  private void numberField(int tag) throws MalformedException {
    switch (tag) {
      case NUMBER_DOUBLE -> number(decimal());
      case NUMBER_INT -> number((double) in.fixed64());
      case NUMBER_EXEMPLARS -> exemplar();
      case ATTRIBUTES -> attribute();
      case NUMBER_FLAGS -> point.flags = (int) in.varint();
      default -> in.skip(tag);
    }
  }

  private void number(double value) {
    point.number = value;
    point.hasNumber = true;
  }

  private void histogramField(int tag) throws MalformedException {
    switch (tag) {
      case COUNT -> point.count = in.fixed64();
      case TOTAL -> total();
      case ONE_COUNT -> point.addCount(point.positive, in.fixed64());
      case COUNTS -> {
        int outer = in.enter();
        while (in.hasMore()) {
          point.addCount(point.positive, in.fixed64());
        }
        in.leave(outer);
      }
      case ONE_BOUND -> point.addBound(decimal());
      case BOUNDS -> {
        int outer = in.enter();
        while (in.hasMore()) {
          point.addBound(decimal());
        }
        in.leave(outer);
      }
      case HISTOGRAM_EXEMPLARS -> exemplar();
      case HISTOGRAM_ATTRIBUTES -> attribute();
      case FLAGS -> point.flags = (int) in.varint();
      default -> in.skip(tag);
    }
  }

  private void exponentialField(int tag) throws MalformedException {
    switch (tag) {
      case EXPONENTIAL_ATTRIBUTES -> attribute();
      case COUNT -> point.count = in.fixed64();
      case TOTAL -> total();
      case SCALE -> point.scale = zigzag();
      case ZERO_COUNT -> point.zeroCount = in.fixed64();
      case ZERO_THRESHOLD -> point.zeroThreshold = decimal();
      case POSITIVE -> buckets(point.positive);
      case NEGATIVE -> buckets(point.negative);
      case EXPONENTIAL_EXEMPLARS -> exemplar();
      case FLAGS -> point.flags = (int) in.varint();
      default -> in.skip(tag);
    }
  }

  private void buckets(Point.Buckets into) throws MalformedException {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case OFFSET -> into.offset = zigzag();
        case BUCKET_COUNT -> point.addCount(into, in.varint());
        case BUCKET_COUNTS -> {
          int message = in.enter();
          while (in.hasMore()) {
            point.addCount(into, in.varint());
          }
          in.leave(message);
        }
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void summaryField(int tag) throws MalformedException {
    switch (tag) {
      case COUNT -> point.count = in.fixed64();
      case TOTAL -> total();
      case ATTRIBUTES -> attribute();
      case QUANTILES -> {
        double quantile = 0;
        double value = 0;
        int outer = in.enter();
        while (in.hasMore()) {
          int field = in.tag();
          switch (field) {
            case QUANTILE -> quantile = decimal();
            case QUANTILE_VALUE -> value = decimal();
            default -> in.skip(field);
          }
        }
        in.leave(outer);
        point.addQuantile(quantile, value);
      }
      case SUMMARY_FLAGS -> point.flags = (int) in.varint();
      default -> in.skip(tag);
    }
  }

  private void total() throws MalformedException {
    point.sum = decimal();
    point.hasSum = true;
  }

  private void attribute() throws MalformedException {
    int length = in.length();
    if (point.attributeCount == Point.MAX_ATTRIBUTES) {
      point.defect("more than " + Point.MAX_ATTRIBUTES + " attributes");
    } else if (point.attributes.length() + length > Point.MAX_ATTRIBUTE_BYTES) {
      point.defect("more than " + Point.MAX_ATTRIBUTE_BYTES + " bytes of attributes");
    } else {
      point.attributeCount++;
      point.attributes.write(length >> 8);
      point.attributes.write(length);
      point.attributes.write(in.bytes(), in.position(), length);
    }
    in.advance(length);
  }

  /** Keeps the exemplars that name a trace, without their other attributes. */
  private void exemplar() throws MalformedException {
    int outer = in.enter();
    long timeNanos = 0;
    double value = 0;
    String trace = "";
    String span = "";
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case EXEMPLAR_TIME -> timeNanos = in.fixed64();
        case EXEMPLAR_DOUBLE -> value = decimal();
        case EXEMPLAR_INT -> value = (double) in.fixed64();
        case EXEMPLAR_TRACE -> trace = hex(TRACE_ID_BYTES);
        case EXEMPLAR_SPAN -> span = hex(SPAN_ID_BYTES);
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    if (!trace.isEmpty() && point.exemplars.size() < Point.MAX_EXEMPLARS) {
      long millis = Long.divideUnsigned(timeNanos, NANOS_PER_MILLI);
      point.exemplars.add(new Exemplar(trace, span, value, millis));
    }
  }

  /** An id as hexadecimal digits, or empty if it has another length. */
  private String hex(int bytes) throws MalformedException {
    in.text(id);
    return id.length() == bytes
        ? HexFormat.of().formatHex(id.bytes(), id.offset(), id.offset() + bytes)
        : "";
  }

  private double decimal() throws MalformedException {
    return Double.longBitsToDouble(in.fixed64());
  }

  private int zigzag() throws MalformedException {
    int bits = (int) in.varint();
    return bits >>> 1 ^ -(bits & 1);
  }
}

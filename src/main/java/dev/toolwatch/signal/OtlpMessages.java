package dev.toolwatch.signal;

import dev.toolwatch.signal.OtlpMessage.Form;

/**
 * The messages of all OTLP requests (opentelemetry-proto 1.9: trace.proto, metrics.proto,
 * logs.proto, common.proto, resource.proto), by the names that they have in JSON. A test compares them with the official classes.
 * Immutable.
 */
public final class OtlpMessages {
  private static final String ATTRIBUTES = "attributes";
  private static final String DROPPED = "droppedAttributesCount";
  private static final String TIME = "timeUnixNano";
  private static final String START = "startTimeUnixNano";
  private static final String SCHEMA = "schemaUrl";
  private static final String POINTS = "dataPoints";
  private static final String TEMPORALITY = "aggregationTemporality";
  private static final String FLAGS = "flags";
  private static final String COUNT = "count";
  private static final String SUM = "sum";

  private final OtlpMessage keyValue = keyValue();
  private final OtlpMessage exemplar =
      new OtlpMessage()
          .list(7, "filteredAttributes", keyValue)
          .one(2, TIME, Form.FIXED64)
          .one(3, "asDouble", Form.DOUBLE)
          .one(6, "asInt", Form.SIGNED_FIXED64)
          .one(4, "spanId", Form.ID)
          .one(5, "traceId", Form.ID);
  private final OtlpMessage traces = request("resourceSpans", "scopeSpans", "spans", span());
  private final OtlpMessage metrics =
      request("resourceMetrics", "scopeMetrics", "metrics", metric());
  private final OtlpMessage logs = request("resourceLogs", "scopeLogs", "logRecords", logRecord());

  /** The request of a signal. */
  public OtlpMessage request(Signal signal) {
    return switch (signal) {
      case TRACES -> traces;
      case METRICS -> metrics;
      case LOGS -> logs;
    };
  }

  private static OtlpMessage keyValue() {
    OtlpMessage keyValue = new OtlpMessage().one(1, "key", Form.STRING);
    OtlpMessage value = OtlpMessage.oneOf();
    value
        .one(1, "stringValue", Form.STRING)
        .one(2, "boolValue", Form.BOOL)
        .one(3, "intValue", Form.INT64)
        .one(4, "doubleValue", Form.DOUBLE)
        .one(5, "arrayValue", new OtlpMessage().list(1, "values", value))
        .one(6, "kvlistValue", new OtlpMessage().list(1, "values", keyValue))
        .one(7, "bytesValue", Form.BYTES);
    return keyValue.one(2, "value", value);
  }

  private OtlpMessage value() {
    return keyValue.field("value").message();
  }

  private OtlpMessage request(String resources, String scopes, String items, OtlpMessage item) {
    OtlpMessage entity =
        new OtlpMessage()
            .one(1, SCHEMA, Form.STRING)
            .one(2, "type", Form.STRING)
            .list(3, "idKeys", Form.STRING)
            .list(4, "descriptionKeys", Form.STRING);
    OtlpMessage resource =
        new OtlpMessage()
            .list(1, ATTRIBUTES, keyValue)
            .one(2, DROPPED, Form.UINT32)
            .list(3, "entityRefs", entity);
    OtlpMessage scope =
        new OtlpMessage()
            .one(1, "name", Form.STRING)
            .one(2, "version", Form.STRING)
            .list(3, ATTRIBUTES, keyValue)
            .one(4, DROPPED, Form.UINT32);
    OtlpMessage ofScope =
        new OtlpMessage().one(1, "scope", scope).list(2, items, item).one(3, SCHEMA, Form.STRING);
    OtlpMessage ofResource =
        new OtlpMessage()
            .one(1, "resource", resource)
            .list(2, scopes, ofScope)
            .one(3, SCHEMA, Form.STRING);
    return new OtlpMessage().list(1, resources, ofResource);
  }

  private OtlpMessage span() {
    OtlpMessage event =
        new OtlpMessage()
            .one(1, TIME, Form.FIXED64)
            .one(2, "name", Form.STRING)
            .list(3, ATTRIBUTES, keyValue)
            .one(4, DROPPED, Form.UINT32);
    OtlpMessage link =
        new OtlpMessage()
            .one(1, "traceId", Form.ID)
            .one(2, "spanId", Form.ID)
            .one(3, "traceState", Form.STRING)
            .list(4, ATTRIBUTES, keyValue)
            .one(5, DROPPED, Form.UINT32)
            .one(6, FLAGS, Form.FIXED32);
    OtlpMessage status =
        new OtlpMessage().one(2, "message", Form.STRING).one(3, "code", Form.INT32);
    return new OtlpMessage()
        .one(1, "traceId", Form.OWN_ID)
        .one(2, "spanId", Form.OWN_ID)
        .one(3, "traceState", Form.STRING)
        .one(4, "parentSpanId", Form.OWN_ID)
        .one(16, FLAGS, Form.FIXED32)
        .one(5, "name", Form.STRING)
        .one(6, "kind", Form.INT32)
        .one(7, START, Form.FIXED64)
        .one(8, "endTimeUnixNano", Form.FIXED64)
        .list(9, ATTRIBUTES, keyValue)
        .one(10, DROPPED, Form.UINT32)
        .list(11, "events", event)
        .one(12, "droppedEventsCount", Form.UINT32)
        .list(13, "links", link)
        .one(14, "droppedLinksCount", Form.UINT32)
        .one(15, "status", status);
  }

  private OtlpMessage metric() {
    OtlpMessage number =
        new OtlpMessage()
            .list(7, ATTRIBUTES, keyValue)
            .one(2, START, Form.FIXED64)
            .one(3, TIME, Form.FIXED64)
            .one(4, "asDouble", Form.DOUBLE)
            .one(6, "asInt", Form.SIGNED_FIXED64)
            .list(5, "exemplars", exemplar)
            .one(8, FLAGS, Form.UINT32);
    OtlpMessage sum =
        new OtlpMessage()
            .list(1, POINTS, number)
            .one(2, TEMPORALITY, Form.INT32)
            .one(3, "isMonotonic", Form.BOOL);
    return new OtlpMessage()
        .one(1, "name", Form.STRING)
        .one(2, "description", Form.STRING)
        .one(3, "unit", Form.STRING)
        .one(5, "gauge", new OtlpMessage().list(1, POINTS, number))
        .one(7, SUM, sum)
        .one(9, "histogram", withTemporality(histogramPoint()))
        .one(10, "exponentialHistogram", withTemporality(exponentialPoint()))
        .one(11, "summary", new OtlpMessage().list(1, POINTS, summaryPoint()))
        .list(12, "metadata", keyValue);
  }

  private static OtlpMessage withTemporality(OtlpMessage point) {
    return new OtlpMessage().list(1, POINTS, point).one(2, TEMPORALITY, Form.INT32);
  }

  private OtlpMessage histogramPoint() {
    return new OtlpMessage()
        .list(9, ATTRIBUTES, keyValue)
        .one(2, START, Form.FIXED64)
        .one(3, TIME, Form.FIXED64)
        .one(4, COUNT, Form.FIXED64)
        .one(5, SUM, Form.DOUBLE)
        .list(6, "bucketCounts", Form.FIXED64)
        .list(7, "explicitBounds", Form.DOUBLE)
        .list(8, "exemplars", exemplar)
        .one(10, FLAGS, Form.UINT32)
        .one(11, "min", Form.DOUBLE)
        .one(12, "max", Form.DOUBLE);
  }

  private OtlpMessage exponentialPoint() {
    OtlpMessage buckets =
        new OtlpMessage().one(1, "offset", Form.ZIGZAG).list(2, "bucketCounts", Form.UINT64);
    return new OtlpMessage()
        .list(1, ATTRIBUTES, keyValue)
        .one(2, START, Form.FIXED64)
        .one(3, TIME, Form.FIXED64)
        .one(4, COUNT, Form.FIXED64)
        .one(5, SUM, Form.DOUBLE)
        .one(6, "scale", Form.ZIGZAG)
        .one(7, "zeroCount", Form.FIXED64)
        .one(8, "positive", buckets)
        .one(9, "negative", buckets)
        .one(10, FLAGS, Form.UINT32)
        .list(11, "exemplars", exemplar)
        .one(12, "min", Form.DOUBLE)
        .one(13, "max", Form.DOUBLE)
        .one(14, "zeroThreshold", Form.DOUBLE);
  }

  private OtlpMessage summaryPoint() {
    OtlpMessage quantile =
        new OtlpMessage().one(1, "quantile", Form.DOUBLE).one(2, "value", Form.DOUBLE);
    return new OtlpMessage()
        .list(7, ATTRIBUTES, keyValue)
        .one(2, START, Form.FIXED64)
        .one(3, TIME, Form.FIXED64)
        .one(4, COUNT, Form.FIXED64)
        .one(5, SUM, Form.DOUBLE)
        .list(6, "quantileValues", quantile)
        .one(8, FLAGS, Form.UINT32);
  }

  private OtlpMessage logRecord() {
    return new OtlpMessage()
        .one(1, TIME, Form.FIXED64)
        .one(11, "observedTimeUnixNano", Form.FIXED64)
        .one(2, "severityNumber", Form.INT32)
        .one(3, "severityText", Form.STRING)
        .one(5, "body", value())
        .list(6, ATTRIBUTES, keyValue)
        .one(7, DROPPED, Form.UINT32)
        .one(8, FLAGS, Form.FIXED32)
        .one(9, "traceId", Form.ID)
        .one(10, "spanId", Form.ID)
        .one(12, "eventName", Form.STRING);
  }
}

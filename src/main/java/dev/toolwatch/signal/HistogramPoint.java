package dev.toolwatch.signal;

import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;

/**
 * One data point of a histogram, as the decoder reads it in place. Reused for each point and valid
 * only during the call that it is passed to. Times are nanoseconds since the Unix epoch, unsigned.
 * Not thread-safe.
 */
public final class HistogramPoint {
  /** The numbers of temporalities on the wire (metrics.proto, AggregationTemporality). */
  public static final int DELTA = 1;

  public static final int CUMULATIVE = 2;

  /** DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK. */
  private static final int NO_RECORDED_VALUE = 1;

  private final Origin origin;
  private final Slice raw = new Slice();
  private final Slice rawMetric = new Slice();
  private final Text metric = new Text();
  private final Text unit = new Text();
  private int temporality;

  private final Attributes attributes;
  private final AttributeDigest digest = new AttributeDigest();
  private final Distribution distribution = new Distribution();
  private long startNanos;
  private long timeNanos;
  private int flags;
  private String defect;

  public HistogramPoint(Vocabulary vocabulary) {
    origin = new Origin(vocabulary, true);
    attributes = new Attributes(vocabulary);
  }

  public void clearMetric() {
    metric.clear();
    unit.clear();
    temporality = 0;
  }

  /** Clears the view for the next point of the same metric. */
  public void clearPoint(boolean exponential) {
    attributes.clear();
    digest.clear();
    distribution.clear();
    distribution.exponential(exponential);
    startNanos = 0;
    timeNanos = 0;
    flags = 0;
    defect = null;
  }

  public Origin origin() {
    return origin;
  }

  /** The data point's message as received: in protobuf, without its tag and length. */
  public Slice raw() {
    return raw;
  }

  /** The Metric message as received: its name, description, unit and all of its data points. */
  public Slice rawMetric() {
    return origin.closed(rawMetric);
  }

  public void rawMetric(byte[] body, int from, int to) {
    rawMetric.set(body, from, to);
  }

  public Attributes resource() {
    return origin.resource();
  }

  /** The digest of all the resource's attributes, including those that are not kept. */
  public AttributeDigest resourceDigest() {
    return origin.resourceDigest();
  }

  public Text scopeName() {
    return origin.scopeName();
  }

  public Text scopeVersion() {
    return origin.scopeVersion();
  }

  public AttributeDigest scopeDigest() {
    return origin.scopeDigest();
  }

  public Text metric() {
    return metric;
  }

  public Text unit() {
    return unit;
  }

  public int temporality() {
    return temporality;
  }

  public void temporality(int number) {
    temporality = number;
  }

  public Attributes attributes() {
    return attributes;
  }

  /** The digest of all the point's attributes, including those that are not kept. */
  public AttributeDigest digest() {
    return digest;
  }

  public Distribution distribution() {
    return distribution;
  }

  /** The start of the time that the point covers, or 0 if unknown. */
  public long startNanos() {
    return startNanos;
  }

  public void startNanos(long nanos) {
    startNanos = nanos;
  }

  public long timeNanos() {
    return timeNanos;
  }

  public void timeNanos(long nanos) {
    timeNanos = nanos;
  }

  public int flags() {
    return flags;
  }

  public void flags(int bits) {
    flags = bits;
  }

  /** Whether the point only says that its stream has no recorded value. */
  public boolean hasNoRecordedValue() {
    return (flags & NO_RECORDED_VALUE) != 0;
  }

  /**
   * Identifies the writer of the point's stream by resource, scope, metric and unit (OpenTelemetry
   * data model, "Metric streams").
   */
  public long writer() {
    long scope =
        AttributeDigest.join(
            AttributeDigest.hash(scopeName()), AttributeDigest.hash(scopeVersion()));
    long of = AttributeDigest.join(resourceDigest().value(), scope + scopeDigest().value());
    long what = AttributeDigest.join(AttributeDigest.hash(metric), AttributeDigest.hash(unit));
    return AttributeDigest.join(of, what);
  }

  /** Refuses the point for a reason. The first reason is kept. */
  public void defect(String reason) {
    if (defect == null) {
      defect = reason;
    }
  }

  /** Why the point is refused, or null if it is valid. */
  public String defect() {
    if (defect != null) {
      return defect;
    }
    if (timeNanos == 0) {
      return "time_unix_nano is missing";
    }
    if (temporality != DELTA && temporality != CUMULATIVE) {
      return "aggregation_temporality is missing";
    }
    return hasNoRecordedValue() ? null : distribution.defect();
  }
}

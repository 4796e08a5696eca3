package dev.toolwatch.relay;

import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.wire.ByteSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One data point of any kind, as {@link MetricsReader} reads it. Reused for each point. Times are
 * nanoseconds since the Unix epoch, unsigned. Not thread-safe.
 *
 * <p>Limits: {@link #MAX_ATTRIBUTES} attributes with {@link #MAX_ATTRIBUTE_BYTES} bytes in all, {@link
 * #MAX_BUCKETS} buckets, {@link #MAX_QUANTILES} quantiles, {@link #MAX_EXEMPLARS} exemplars.
 */
final class Point {
  static final int MAX_ATTRIBUTES = 64;
  static final int MAX_ATTRIBUTE_BYTES = 16 << 10;
  static final int MAX_BUCKETS = 1024;
  static final int MAX_QUANTILES = 64;

  /** Of a point; what more there are is left out. */
  static final int MAX_EXEMPLARS = 8;

  /** DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK. */
  private static final int NO_RECORDED_VALUE = 1;

  /** The KeyValue messages of the attributes, each with its length before it, as they were sent. */
  final ByteSink attributes = new ByteSink(256, Integer.MAX_VALUE);

  final List<Exemplar> exemplars = new ArrayList<>();
  final Buckets positive = new Buckets();
  final Buckets negative = new Buckets();
  double[] bounds = {};
  int boundCount;
  double[] quantiles = {};
  double[] quantileValues = {};
  int quantileCount;

  int attributeCount;
  long startNanos;
  long timeNanos;
  int flags;
  boolean hasNumber;
  double number;
  long count;
  double sum;
  boolean hasSum;
  int scale;
  long zeroCount;
  double zeroThreshold;
  private String defect;

  /** Counts of neighbouring buckets. */
  static final class Buckets {
    private long[] counts = {};
    private int size;

    /** Of exponential buckets, the index of the first. */
    int offset;

    void clear() {
      size = 0;
      offset = 0;
    }

    void add(long count) {
      if (size == counts.length) {
        counts = Arrays.copyOf(counts, Math.max(16, 2 * size));
      }
      counts[size++] = count;
    }

    int size() {
      return size;
    }

    long[] counts() {
      return Arrays.copyOf(counts, size);
    }

    /**
     * Whether exponential buckets lie where doubles are, whose exponents range from -1074 to 1023.
     * Others do not fit into {@link ExponentialRange} at any scale of Prometheus.
     */
    private boolean isOfDoubles(int scale) {
      long most = scale >= 0 ? 1100L << scale : 1100 >> -scale;
      return offset >= -most && (long) offset + size <= most + 1;
    }

    /** The sum, or a negative number if a count or the sum is out of range. */
    private long total() {
      long total = 0;
      for (int i = 0; i < size; i++) {
        if (counts[i] < 0 || counts[i] > MAX_COUNT) {
          return -1;
        }
        total += counts[i];
      }
      return total > MAX_COUNT ? -1 : total;
    }
  }

  /** More than any real count. The sum of as many in each bucket does not overflow. */
  private static final long MAX_COUNT = 1L << 48;

  void clear() {
    attributes.clear();
    exemplars.clear();
    positive.clear();
    negative.clear();
    boundCount = 0;
    quantileCount = 0;
    attributeCount = 0;
    startNanos = 0;
    timeNanos = 0;
    flags = 0;
    hasNumber = false;
    number = 0;
    count = 0;
    sum = 0;
    hasSum = false;
    scale = 0;
    zeroCount = 0;
    zeroThreshold = 0;
    defect = null;
  }

  void addBound(double bound) {
    if (boundCount == MAX_BUCKETS) {
      defect("more than " + MAX_BUCKETS + " bounds");
      return;
    }
    if (boundCount == bounds.length) {
      bounds = Arrays.copyOf(bounds, Math.max(16, 2 * boundCount));
    }
    bounds[boundCount++] = bound;
  }

  void addCount(Buckets to, long more) {
    if (to.size() > MAX_BUCKETS) {
      defect("more than " + MAX_BUCKETS + " buckets");
      return;
    }
    to.add(more);
  }

  void addQuantile(double quantile, double value) {
    if (quantileCount == MAX_QUANTILES) {
      defect("more than " + MAX_QUANTILES + " quantiles");
      return;
    }
    if (quantileCount == quantiles.length) {
      quantiles = Arrays.copyOf(quantiles, Math.max(8, 2 * quantileCount));
      quantileValues = Arrays.copyOf(quantileValues, quantiles.length);
    }
    quantiles[quantileCount] = quantile;
    quantileValues[quantileCount++] = value;
  }

  boolean hasNoRecordedValue() {
    return (flags & NO_RECORDED_VALUE) != 0;
  }

  /** Whether the time from which a cumulative point counts is unknown. */
  boolean hasUnknownStart() {
    return startNanos == 0 || startNanos == timeNanos;
  }

  /** Refuses the point for a reason. The first reason is kept. */
  void defect(String reason) {
    if (defect == null) {
      defect = reason;
    }
  }

  /** Why the point is refused, or null if it is valid. */
  String defect(MetricKind kind) {
    if (defect != null) {
      return defect;
    }
    if (timeNanos == 0) {
      return "time_unix_nano is missing";
    }
    if (hasNoRecordedValue()) {
      return null;
    }
    return switch (kind) {
      case GAUGE, UP_DOWN_COUNTER -> hasNumber ? null : "a point without a value";
      case COUNTER -> counterDefect();
      case HISTOGRAM -> histogramDefect();
      case EXPONENTIAL_HISTOGRAM -> exponentialDefect();
      case SUMMARY -> summaryDefect();
    };
  }

  private String counterDefect() {
    if (!hasNumber) {
      return "a point without a value";
    }
    return number >= 0 && number <= Double.MAX_VALUE
        ? null
        : "a monotonic sum that is negative or no number";
  }

  private String histogramDefect() {
    if (positive.total() < 0 || count < 0 || count > MAX_COUNT) {
      return "a count is out of range";
    }
    if (positive.size() != (boundCount == 0 && positive.size() == 0 ? 0 : boundCount + 1)) {
      return "bucket_counts must be one more than explicit_bounds";
    }
    for (int i = 0; i < boundCount; i++) {
      double before = i == 0 ? Double.NEGATIVE_INFINITY : bounds[i - 1];
      if (!(bounds[i] > before)) {
        return "explicit_bounds must increase";
      }
    }
    return null;
  }

  private String exponentialDefect() {
    boolean inRange = zeroCount >= 0 && zeroCount <= MAX_COUNT;
    if (!inRange || positive.total() < 0 || negative.total() < 0) {
      return "a count is out of range";
    }
    // Prometheus has schemas from -4; those above 8 are merged.
    if (scale < -4 || scale > 20) {
      return "scale must be from -4 to 20";
    }
    if (!positive.isOfDoubles(scale) || !negative.isOfDoubles(scale)) {
      return "offset is out of range";
    }
    return zeroThreshold >= 0 && zeroThreshold <= Double.MAX_VALUE
        ? null
        : "zero_threshold is negative or no number";
  }

  private String summaryDefect() {
    if (count < 0 || count > MAX_COUNT) {
      return "a count is out of range";
    }
    for (int i = 0; i < quantileCount; i++) {
      if (!(quantiles[i] >= 0 && quantiles[i] <= 1)) {
        return "a quantile must be from 0 to 1";
      }
    }
    return null;
  }
}

package dev.toolwatch.relay;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.NativeBuckets;
import dev.toolwatch.expose.Sample;
import dev.toolwatch.expose.SummarySample;
import java.util.Arrays;
import java.util.List;

/** What a series, or one of those who send it, has counted. Immutable. */
abstract class Tally {
  private static final int OBJECT_BYTES = 64;

  /** What is exact as a double, and far from what overflows if two such counts are added. */
  private static final long MAX_COUNT = 1L << 53;

  /** The value of a valid point. */
  static Tally of(Point point, MetricKind kind) {
    return switch (kind) {
      case GAUGE, UP_DOWN_COUNTER, COUNTER -> new Value(point.number, kind == MetricKind.COUNTER);
      case HISTOGRAM -> Histogram.of(point);
      case EXPONENTIAL_HISTOGRAM -> Exponential.of(point);
      case SUMMARY -> Summary.of(point);
    };
  }

  /** The sum of both, or null if there is none: they have different buckets, or are too many. */
  abstract Tally plus(Tally more);

  /** Roughly the memory that it takes, in bytes. */
  abstract int bytes();

  /**
   * The sample of a series.
   *
   * @param createdMillis when it was 0, since the Unix epoch; 0 if unknown
   * @param exemplars in order of time
   */
  abstract Sample sample(Labels labels, long createdMillis, List<Exemplar> exemplars);

  private static Exemplar last(List<Exemplar> exemplars) {
    return exemplars.isEmpty() ? Exemplar.NONE : exemplars.get(exemplars.size() - 1);
  }

  /** For each bucket its last exemplar; empty if there is none at all. */
  private static Exemplar[] byBucket(double[] bounds, List<Exemplar> exemplars) {
    if (exemplars.isEmpty()) {
      return new Exemplar[0];
    }
    Exemplar[] all = new Exemplar[bounds.length + 1];
    Arrays.fill(all, Exemplar.NONE);
    for (Exemplar exemplar : exemplars) {
      int found = Arrays.binarySearch(bounds, exemplar.value());
      all[found < 0 ? -found - 1 : found] = exemplar;
    }
    return all;
  }

  private static long[] sum(long[] one, long[] other) {
    long[] sum = one.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
    return sum;
  }

  private static final class Value extends Tally {
    private final double value;
    private final boolean monotonic;

    private Value(double value, boolean monotonic) {
      this.value = value;
      this.monotonic = monotonic;
    }

    @Override
    Tally plus(Tally more) {
      return more instanceof Value other ? new Value(value + other.value, monotonic) : null;
    }

    @Override
    int bytes() {
      return OBJECT_BYTES / 2;
    }

    @Override
    Sample sample(Labels labels, long createdMillis, List<Exemplar> exemplars) {
      return monotonic
          ? new CounterSample(labels, value, createdMillis, last(exemplars))
          : new GaugeSample(labels, value);
    }
  }

  private static final class Histogram extends Tally {
    private final double[] bounds;

    /** One more than bounds. */
    private final long[] counts;

    /** NaN if unknown. */
    private final double sum;

    private Histogram(double[] bounds, long[] counts, double sum) {
      this.bounds = bounds;
      this.counts = counts;
      this.sum = sum;
    }

    private static Histogram of(Point point) {
      double sum = point.hasSum ? point.sum : Double.NaN;
      if (point.positive.size() == 0) {
        return new Histogram(new double[0], new long[] {point.count}, sum);
      }
      long[] counts = point.positive.counts();
      int bounds = point.boundCount;
      if (bounds > 0 && point.bounds[bounds - 1] == Double.POSITIVE_INFINITY) {
        // Some senders name the last bound, which is always there.
        bounds--;
        counts[bounds] += counts[bounds + 1];
        counts = Arrays.copyOf(counts, bounds + 1);
      }
      return new Histogram(Arrays.copyOf(point.bounds, bounds), counts, sum);
    }

    @Override
    Tally plus(Tally more) {
      return more instanceof Histogram other
              && Arrays.equals(bounds, other.bounds)
              && total() + other.total() <= MAX_COUNT
          ? new Histogram(bounds, Tally.sum(counts, other.counts), sum + other.sum)
          : null;
    }

    private long total() {
      return Arrays.stream(counts).sum();
    }

    @Override
    int bytes() {
      return 2 * OBJECT_BYTES + Double.BYTES * (bounds.length + counts.length);
    }

    @Override
    Sample sample(Labels labels, long createdMillis, List<Exemplar> exemplars) {
      return new HistogramSample(
          labels,
          createdMillis,
          total(),
          sum,
          bounds,
          counts,
          byBucket(bounds, exemplars),
          NativeBuckets.NONE);
    }
  }

  private static final class Exponential extends Tally {
    /**
     * Of the classic buckets in formats without native histograms: powers of four, from a millionth
     * to a thousand million. At scales from -1 on they are boundaries of exponential buckets, so no
     * count has to be guessed.
     */
    private static final double[] CLASSIC = classicBounds();

    /** Prometheus takes a native histogram without any bucket for a classic one. */
    private static final double LEAST_ZERO_THRESHOLD = 1e-128;

    private final ExponentialRange positive;
    private final ExponentialRange negative;
    private final long zeroCount;
    private final double zeroThreshold;
    private final double sum;

    private Exponential(
        ExponentialRange positive,
        ExponentialRange negative,
        long zeroCount,
        double zeroThreshold,
        double sum) {
      int scale = Math.min(positive.scale(), negative.scale());
      this.positive = positive.atScale(scale);
      this.negative = negative.atScale(scale);
      this.zeroCount = zeroCount;
      this.zeroThreshold = zeroThreshold;
      this.sum = sum;
    }

    private static double[] classicBounds() {
      double[] bounds = new double[26];
      for (int i = 0; i < bounds.length; i++) {
        bounds[i] = Math.scalb(1.0, 2 * (i - 10));
      }
      return bounds;
    }

    private static Exponential of(Point point) {
      return new Exponential(
          ExponentialRange.of(point.scale, point.positive.offset, point.positive.counts()),
          ExponentialRange.of(point.scale, point.negative.offset, point.negative.counts()),
          point.zeroCount,
          Math.max(point.zeroThreshold, LEAST_ZERO_THRESHOLD),
          point.hasSum ? point.sum : Double.NaN);
    }

    @Override
    Tally plus(Tally more) {
      return more instanceof Exponential other && total() + other.total() <= MAX_COUNT
          ? new Exponential(
              positive.plus(other.positive),
              negative.plus(other.negative),
              zeroCount + other.zeroCount,
              Math.max(zeroThreshold, other.zeroThreshold),
              sum + other.sum)
          : null;
    }

    private long total() {
      return zeroCount + negative.total() + positive.total();
    }

    @Override
    int bytes() {
      return 4 * OBJECT_BYTES + Long.BYTES * (positive.counts().length + negative.counts().length);
    }

    @Override
    Sample sample(Labels labels, long createdMillis, List<Exemplar> exemplars) {
      long[] classic = new long[CLASSIC.length + 1];
      classic[0] = zeroCount + negative.total();
      positive.addTo(classic, CLASSIC);
      return new HistogramSample(
          labels,
          createdMillis,
          total(),
          sum,
          CLASSIC,
          classic,
          byBucket(CLASSIC, exemplars),
          new NativeBuckets(
              positive.scale(),
              zeroThreshold,
              zeroCount,
              positive.first() + 1,
              positive.counts(),
              negative.first() + 1,
              negative.counts()));
    }
  }

  private static final class Summary extends Tally {
    private final long count;
    private final double sum;
    private final double[] quantiles;
    private final double[] values;

    private Summary(long count, double sum, double[] quantiles, double[] values) {
      this.count = count;
      this.sum = sum;
      this.quantiles = quantiles;
      this.values = values;
    }

    private static Summary of(Point point) {
      return new Summary(
          point.count,
          point.sum,
          Arrays.copyOf(point.quantiles, point.quantileCount),
          Arrays.copyOf(point.quantileValues, point.quantileCount));
    }

    /** Quantiles cannot be added. */
    @Override
    Tally plus(Tally more) {
      return null;
    }

    @Override
    int bytes() {
      return 2 * OBJECT_BYTES + 2 * Double.BYTES * quantiles.length;
    }

    @Override
    Sample sample(Labels labels, long createdMillis, List<Exemplar> exemplars) {
      return new SummarySample(labels, createdMillis, count, sum, quantiles, values);
    }
  }
}

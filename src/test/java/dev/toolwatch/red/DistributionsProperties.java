package dev.toolwatch.red;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.sketch.ExponentialCounts;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.lifecycle.BeforeTry;

/** What becomes of the buckets of others' histograms in ours. */
class DistributionsProperties {
  private DurationHistogram histogram = new DurationHistogram();

  @BeforeTry
  void empty() {
    histogram = new DurationHistogram();
  }

  @Provide
  Arbitrary<Distribution> explicit() {
    Arbitrary<double[]> bounds =
        Arbitraries.doubles()
            .between(-10, 1e12)
            .ofScale(6)
            .array(double[].class)
            .ofMaxSize(30)
            .map(all -> Arrays.stream(all).sorted().distinct().toArray());
    Arbitrary<Double> units = Arbitraries.of(1.0, 1e3, 1e6, 1e9);
    return Combinators.combine(bounds, units, Arbitraries.randoms())
        .as(
            (all, perSecond, random) -> {
              Distribution one = new Distribution();
              one.unitsPerSecond(perSecond);
              Arrays.stream(all).forEach(one::addBound);
              for (int i = 0; i <= all.length; i++) {
                one.addBucket(random.nextInt(3) * (long) random.nextInt(1000));
              }
              return one;
            });
  }

  @Provide
  Arbitrary<Distribution> exponential() {
    Arbitrary<Integer> scales = Arbitraries.integers().between(-11, 20);
    Arbitrary<Integer> offsets = Arbitraries.integers().between(-1_000_000_000, 1_000_000_000);
    return Combinators.combine(scales, offsets, Arbitraries.of(1.0, 1e3), Arbitraries.randoms())
        .as(
            (scale, offset, perSecond, random) -> {
              Distribution one = new Distribution();
              one.exponential(true);
              one.unitsPerSecond(perSecond);
              one.scale(scale);
              // Mostly where durations are.
              int octave = scale < 0 ? 1 : 1 << scale;
              one.offset(random.nextInt(4) == 0 ? offset : -10 * octave + random.nextInt(octave));
              one.zeroCount(random.nextInt(5));
              for (int i = random.nextInt(200); i > 0; i--) {
                one.addBucket(random.nextInt(3) * (long) random.nextInt(1000));
              }
              return one;
            });
  }

  @Property(tries = 500)
  void explicit_isConserved(@ForAll("explicit") Distribution one) {
    conserved(one);
  }

  @Property(tries = 500)
  void exponential_isConserved(@ForAll("exponential") Distribution one) {
    conserved(one);
  }

  private void conserved(Distribution one) {
    one.sum(one.total() * 0.25 * one.unitsPerSecond());
    histogram.add(one);
    HistogramSnapshot snapshot = histogram.snapshot();
    assertThat(snapshot.count()).isEqualTo(one.total());
    assertThat(Arrays.stream(snapshot.exponential().counts()).sum() + snapshot.zeroes())
        .isEqualTo(one.total());
    assertThat(snapshot.sum()).isCloseTo(one.total() * 0.25, within(1e-9 * (1 + one.total())));
  }

  /** A duration in buckets as fine as ours comes to the same as the duration itself. */
  @Property(tries = 500)
  void exponential_ofSecondsAtFineScales_isExact(
      @ForAll @Scale(9) @DoubleRange(min = 1e-6, max = 1e4) double seconds,
      @ForAll @IntRange(min = 5, max = 20) int scale) {
    Distribution one = new Distribution();
    one.exponential(true);
    one.scale(scale);
    int index = index(seconds, scale);
    one.offset(index);
    one.addBucket(1);
    histogram.add(one);
    ExponentialCounts counts = histogram.snapshot().exponential();
    assertThat(counts.scale()).isEqualTo(ExponentialCounts.MAX_SCALE);
    assertThat(counts.first()).isEqualTo(index >> (scale - ExponentialCounts.MAX_SCALE));
  }

  /** The bucket of a value by the data model's own words: the largest whose lower bound is below. */
  private static int index(double value, int scale) {
    return (int) Math.ceil(Math.scalb(Math.log(value) / Math.log(2), scale)) - 1;
  }

  /** With the convention's boundaries, every duration comes to its own bucket, in any unit. */
  @Property(tries = 500)
  void explicit_withTheConventionsBoundaries_isExact(
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 400) double seconds,
      @ForAll("units") double perSecond) {
    double[] bounds = HistogramSnapshot.boundarySeconds();
    Distribution one = new Distribution();
    one.unitsPerSecond(perSecond);
    int bucket = 0;
    for (double bound : bounds) {
      // As an SDK is told them: 10 ms is 10, not 10.000000000000002.
      double inUnits = Math.round(bound * 1000) * (perSecond / 1000);
      one.addBound(inUnits);
      bucket += seconds * perSecond > inUnits ? 1 : 0;
    }
    for (int i = 0; i <= bounds.length; i++) {
      one.addBucket(i == bucket ? 3 : 0);
    }
    histogram.add(one);
    long[] expected = new long[HistogramSnapshot.BUCKETS];
    expected[bucket] = 3;
    assertThat(histogram.snapshot().classic()).containsExactly(expected);
  }

  @Provide
  Arbitrary<Double> units() {
    return Arbitraries.of(1.0, 1e3, 1e6, 1e9);
  }

  @Example
  void explicit_ofOtherBoundaries_goToTheirMiddles() {
    Distribution one = new Distribution();
    one.unitsPerSecond(1e3);
    for (double bound : new double[] {0, 5, 25, 100, 10_000}) {
      one.addBound(bound);
    }
    for (int i = 1; i <= 6; i++) {
      one.addBucket(i);
    }
    histogram.add(one);
    HistogramSnapshot snapshot = histogram.snapshot();
    assertThat(snapshot.zeroes()).isEqualTo(1);
    // 0 and 2.5 ms; 11 ms; 50 ms, whose bucket is the one up to it; 1 s; just above 10 s.
    assertThat(Arrays.copyOf(snapshot.classic(), 11))
        .containsExactly(3, 3, 4, 0, 0, 0, 5, 0, 0, 0, 6);
    assertThat(snapshot.sum())
        .isCloseTo(2 * 0.0025 + 3 * 0.01118 + 4 * 0.05 + 5 * 1 + 6 * 10, within(0.001));
  }

  @Example
  void noBuckets_goToTheMean() {
    Distribution one = new Distribution();
    one.count(4);
    one.sum(6);
    histogram.add(one);
    assertThat(histogram.snapshot().classic()[HistogramSnapshot.bucket(1.5)]).isEqualTo(4);
    assertThat(histogram.snapshot().sum()).isEqualTo(6);
  }

  @Example
  void neitherBucketsNorSum_goToZero() {
    Distribution one = new Distribution();
    one.count(4);
    histogram.add(one);
    assertThat(histogram.snapshot().zeroes()).isEqualTo(4);
  }

  @Example
  void sum_thatIsNone_isEstimatedFromTheBuckets() {
    for (double sum :
        new double[] {
          Double.NaN, -1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.MAX_VALUE
        }) {
      Distribution one = new Distribution();
      one.addBound(1);
      one.addBucket(1);
      one.addBucket(0);
      one.sum(sum);
      histogram.add(one);
    }
    assertThat(histogram.snapshot().sum()).isEqualTo(5 * 0.5);
    assertThat(histogram.snapshot().count()).isEqualTo(5);
  }

  @Example
  void counts_neverLeaveTheRangeInWhichTheyAreExact() {
    OperationAccumulator accumulator =
        new OperationAccumulator(new SeriesId(Cardinalities.place("s"), "ok"), 0);
    Distribution one = new Distribution();
    one.count(1L << 48);
    long counted = 0;
    for (int i = 0; i < 100; i++) {
      counted += accumulator.add(one);
    }
    assertThat(counted).isEqualTo(1L << 53);
    assertThat(accumulator.snapshot().durations().count()).isEqualTo(counted);
  }
}

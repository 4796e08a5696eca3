package dev.toolwatch.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;

/** The oracle is the definition, in whole numbers: bucket i holds 2^(i/32) &lt; v <= 2^((i+1)/32). */
class ExponentialCountsProperties {
  private static final int PER_OCTAVE = 1 << ExponentialCounts.MAX_SCALE;

  /** v = m 2^e is in bucket i where 2^i < m^32 2^(32 e) <= 2^(i+1). */
  private static int index(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long significand = bits & (1L << 52) - 1 | 1L << 52;
    int exponent = (int) (bits >>> 52) - 1023 - 52;
    BigInteger power = BigInteger.valueOf(significand).pow(PER_OCTAVE);
    int ceilingOfLog = power.subtract(BigInteger.ONE).bitLength();
    return PER_OCTAVE * exponent + ceilingOfLog - 1;
  }

  @Example
  void index_powersOfTwo_areTheUpperBoundOfTheBucketBelow() {
    assertThat(ExponentialCounts.index(1)).isEqualTo(-1);
    assertThat(ExponentialCounts.index(Math.nextUp(1.0))).isZero();
    assertThat(ExponentialCounts.index(2)).isEqualTo(31);
    assertThat(ExponentialCounts.index(0.5)).isEqualTo(-33);
  }

  @Example
  void index_aroundEveryBoundary_isAsDefined() {
    for (int octave : new int[] {-1022, -31, -30, -1, 0, 1, 33, 1023}) {
      for (int k = 0; k < PER_OCTAVE; k++) {
        double boundary = Math.scalb(Math.pow(2, (double) k / PER_OCTAVE), octave);
        double value = boundary;
        for (int ulps = 0; ulps < 3; ulps++) {
          value = Math.max(Double.MIN_NORMAL, Math.nextDown(value));
        }
        for (int ulps = -3; ulps <= 3; ulps++) {
          assertThat(ExponentialCounts.index(value))
              .as("2^(%s + %s/32), %s ulp", octave, k, ulps)
              .isEqualTo(index(value));
          value = Math.nextUp(value);
        }
      }
    }
  }

  @Property(tries = 5000)
  void index_anyNormalNumber_isAsDefined(
      @ForAll("normals") double normal, @ForAll("durations") double seconds) {
    assertThat(ExponentialCounts.index(normal)).isEqualTo(index(normal));
    assertThat(ExponentialCounts.index(seconds)).isEqualTo(index(seconds));
  }

  @Property
  void atScale_coarser_keepsTheCountAndTheBounds(
      @ForAll("counts") ExponentialCounts counts, @ForAll @IntRange(max = 9) int steps) {
    ExponentialCounts coarser = counts.atScale(counts.scale() - steps);
    assertThat(coarser.scale()).isEqualTo(counts.scale() - steps);
    assertThat(total(coarser)).isEqualTo(total(counts));
    long[] expected = new long[coarser.counts().length];
    for (int i = 0; i < counts.counts().length; i++) {
      // Floor division: of the indices -2 and -1 comes -1, of 0 and 1 comes 0.
      int index = Math.floorDiv(counts.first() + i, 1 << steps);
      expected[index - coarser.first()] += counts.counts()[i];
    }
    assertThat(coarser.counts()).isEqualTo(expected);
  }

  @Property
  void plus_anyOrder_isTheSame(
      @ForAll("counts") ExponentialCounts a,
      @ForAll("counts") ExponentialCounts b,
      @ForAll("counts") ExponentialCounts c) {
    ExponentialCounts sum = a.plus(b).plus(c);
    assertThat(total(sum)).isEqualTo(total(a) + total(b) + total(c));
    assertThat(sum.counts().length).isLessThanOrEqualTo(ExponentialCounts.MAX_BUCKETS);
    assertSame(c.plus(b).plus(a), sum);
    assertSame(a.plus(b.plus(c)), sum);
    assertSame(b.plus(a.plus(c)), sum);
    assertSame(sum.plus(ExponentialCounts.EMPTY), sum);
    assertSame(ExponentialCounts.EMPTY.plus(sum), sum);
  }

  private static void assertSame(ExponentialCounts actual, ExponentialCounts expected) {
    assertThat(actual.scale()).isEqualTo(expected.scale());
    assertThat(actual.first()).isEqualTo(expected.first());
    assertThat(actual.counts()).isEqualTo(expected.counts());
  }

  private static long total(ExponentialCounts counts) {
    return Arrays.stream(counts.counts()).sum();
  }

  @Provide
  Arbitrary<Double> normals() {
    long smallest = Double.doubleToRawLongBits(Double.MIN_NORMAL);
    long largest = Double.doubleToRawLongBits(Double.MAX_VALUE);
    return Arbitraries.longs().between(smallest, largest).map(Double::longBitsToDouble);
  }

  @Provide
  Arbitrary<Double> durations() {
    return Arbitraries.longs().between(1, Long.MAX_VALUE).map(nanos -> nanos / 1e9);
  }

  @Provide
  Arbitrary<ExponentialCounts> counts() {
    return durations()
        .list()
        .ofMaxSize(8)
        .map(
            seconds -> {
              ExponentialBuckets buckets = new ExponentialBuckets();
              seconds.forEach(one -> buckets.record(one, 1));
              return buckets.snapshot();
            });
  }

  /** Within ten octaves, against the nearest rank of the sorted values. */
  @Property
  void quantile_isNearTheTrueOne(
      @ForAll @Size(max = 200) List<@DoubleRange(min = 0.01, max = 10) @Scale(6) Double> values,
      @ForAll @IntRange(max = 5) int zeroes,
      @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
    Assume.that(values.size() + zeroes > 0);
    ExponentialBuckets buckets = new ExponentialBuckets();
    values.forEach(value -> buckets.record(value, 1));
    double[] sorted =
        DoubleStream.concat(
                DoubleStream.generate(() -> 0).limit(zeroes),
                values.stream().mapToDouble(Double::doubleValue))
            .sorted()
            .toArray();
    double truth = sorted[(int) Math.ceil(share * sorted.length) - 1];
    assertThat(buckets.snapshot().quantile(share, zeroes)).isCloseTo(truth, withPercentage(1.09));
    assertThat(buckets.quantileBound(share, zeroes))
        .isBetween(truth * (1 - 1e-12), truth * 1.022 + Double.MIN_NORMAL);
  }

  @Example
  void quantile_ofNothing_isRefused() {
    assertThatThrownBy(() -> ExponentialCounts.EMPTY.quantile(0.5, 0))
        .isInstanceOf(IllegalStateException.class);
  }
}

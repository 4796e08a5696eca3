package dev.toolwatch.red;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.sketch.ExponentialCounts;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;

class DurationHistogramProperties {
  /** Semantic conventions for MCP, "Metrics". */
  private static final String[] BOUNDARIES = {
    "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "30", "60", "120", "300"
  };

  private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);

  /** At and next to every boundary, zero, and anything up to 292 years. */
  @Provide
  Arbitrary<Long> nanos() {
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.of(0L, 1L, Long.MAX_VALUE)),
        Tuple.of(
            2,
            Arbitraries.of(BOUNDARIES)
                .map(seconds -> new BigDecimal(seconds).movePointRight(9).longValueExact())
                .flatMap(boundary -> Arbitraries.of(boundary - 1, boundary, boundary + 1))),
        Tuple.of(2, Arbitraries.longs().between(0, 1_000_000_000_000L)),
        Tuple.of(1, Arbitraries.longs().between(0, Long.MAX_VALUE)));
  }

  private static HistogramSnapshot recorded(Iterable<Long> durations) {
    DurationHistogram histogram = new DurationHistogram();
    durations.forEach(nanos -> histogram.record(nanos, 1, 1, 2, 3, 4, true));
    return histogram.snapshot();
  }

  @Property
  void record_anyDurations_areCountedExactly(@ForAll List<@From("nanos") Long> durations) {
    HistogramSnapshot snapshot = recorded(durations);
    long[] classic = new long[BOUNDARIES.length + 1];
    BigInteger sum = BigInteger.ZERO;
    for (long nanos : durations) {
      int bucket = 0;
      while (bucket < BOUNDARIES.length
          && BigDecimal.valueOf(nanos, 9).compareTo(new BigDecimal(BOUNDARIES[bucket])) > 0) {
        bucket++;
      }
      classic[bucket]++;
      sum = sum.add(BigInteger.valueOf(nanos));
    }
    assertThat(snapshot.classic()).isEqualTo(classic);
    assertThat(snapshot.count()).isEqualTo(durations.size());
    assertThat(snapshot.zeroes()).isEqualTo(Collections.frequency(durations, 0L));
    assertThat(nanos(snapshot)).isEqualTo(sum);
    assertThat(snapshot.sum()).isCloseTo(sum.doubleValue() / 1e9, within(sum));
    ExponentialCounts exponential = snapshot.exponential();
    assertThat(Arrays.stream(exponential.counts()).sum() + snapshot.zeroes())
        .isEqualTo(durations.size());
    assertThat(exponential.counts().length).isLessThanOrEqualTo(ExponentialCounts.MAX_BUCKETS);
  }

  private static Offset<Double> within(BigInteger sum) {
    return Offset.offset(Math.max(1e-12, sum.doubleValue() / 1e9 * 1e-15));
  }

  private static BigInteger nanos(HistogramSnapshot snapshot) {
    assertThat(snapshot.sumNanos()).isBetween(0L, 999_999_999L);
    return BigInteger.valueOf(snapshot.sumSeconds())
        .multiply(NANOS_PER_SECOND)
        .add(BigInteger.valueOf(snapshot.sumNanos()));
  }

  @Property
  void record_anyDurations_scaleIsTheHighestThatFits(@ForAll List<@From("nanos") Long> durations) {
    ExponentialCounts exponential = recorded(durations).exponential();
    int lowest = Integer.MAX_VALUE;
    int highest = Integer.MIN_VALUE;
    for (long nanos : durations) {
      if (nanos > 0) {
        lowest = Math.min(lowest, ExponentialCounts.index(nanos / 1e9));
        highest = Math.max(highest, ExponentialCounts.index(nanos / 1e9));
      }
    }
    int scale = ExponentialCounts.MAX_SCALE;
    while (lowest <= highest && highest - lowest >= ExponentialCounts.MAX_BUCKETS) {
      lowest >>= 1;
      highest >>= 1;
      scale--;
    }
    assertThat(exponential.scale()).isEqualTo(scale);
    assertThat(exponential.counts().length).isEqualTo(lowest > highest ? 0 : highest - lowest + 1);
  }

  @Property
  void plus_sharedOutInAnyOrder_isWhatOneHistogramHolds(
      @ForAll @Size(max = 60) List<@From("nanos") Long> durations,
      @ForAll @IntRange(min = 1, max = 5) int shards,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Long> shuffled = new ArrayList<>(durations);
    Collections.shuffle(shuffled, random);
    List<HistogramSnapshot> parts = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      int from = shuffled.size() * shard / shards;
      parts.add(recorded(shuffled.subList(from, shuffled.size() * (shard + 1) / shards)));
    }
    while (parts.size() > 1) {
      HistogramSnapshot one = parts.remove(random.nextInt(parts.size()));
      int other = random.nextInt(parts.size());
      parts.set(other, parts.get(other).plus(one));
    }
    assertThat(counts(parts.get(0))).isEqualTo(counts(recorded(durations)));
  }

  private static String counts(HistogramSnapshot snapshot) {
    ExponentialCounts exponential = snapshot.exponential();
    return String.join(
        " ",
        Arrays.toString(snapshot.classic()),
        Integer.toString(exponential.scale()),
        Integer.toString(exponential.first()),
        Arrays.toString(exponential.counts()),
        Long.toString(snapshot.zeroes()),
        nanos(snapshot).toString());
  }

  @Property
  void record_manyTimes_isThatManyRecords(
      @ForAll("nanos") long nanos, @ForAll @IntRange(min = 1, max = 200) int times) {
    DurationHistogram weighted = new DurationHistogram();
    weighted.record(nanos, times, 1, 2, 3, 4, true);
    assertThat(counts(weighted.snapshot()))
        .isEqualTo(counts(recorded(Collections.nCopies(times, nanos))));
  }

  @Property
  void quantile_withinTenOctaves_isOffByLittle(
      @ForAll @LongRange(min = 1000, max = 1_000_000_000_000L) long shortest,
      @ForAll @Size(min = 1, max = 200) List<@LongRange(max = 1000) Long> thousandths,
      @ForAll @IntRange(max = 100) int percent) {
    // A thousandfold: a little below ten octaves, which may touch one bucket more than they span.
    List<Long> durations =
        thousandths.stream().map(n -> shortest + shortest * n * 999 / 1000).sorted().toList();
    int rank = (durations.size() - 1) * percent / 100;
    double estimate = middle(recorded(durations).exponential(), rank);
    assertThat(estimate / (durations.get(rank) / 1e9)).isBetween(1 - 0.011, 1 + 0.011);
  }

  /** The middle of the bucket that holds the duration of a rank, from 0. */
  private static double middle(ExponentialCounts counts, int rank) {
    assertThat(counts.scale()).isEqualTo(ExponentialCounts.MAX_SCALE);
    long below = 0;
    for (int i = 0; i < counts.counts().length; i++) {
      below += counts.counts()[i];
      if (below > rank) {
        double lower = Math.pow(2, (counts.first() + i) / 32.0);
        double upper = Math.pow(2, (counts.first() + i + 1) / 32.0);
        return (lower + upper) / 2;
      }
    }
    throw new AssertionError("rank " + rank + " of " + below);
  }

  @Example
  void snapshot_takenBefore_doesNotChange() {
    DurationHistogram histogram = new DurationHistogram();
    histogram.record(5, 1, 1, 2, 3, 4, true);
    HistogramSnapshot before = histogram.snapshot();
    String counts = counts(before);
    histogram.record(5, 1, 5, 6, 7, 8, true);
    histogram.record(Long.MAX_VALUE, 1, 5, 6, 7, 8, true);
    assertThat(counts(before)).isEqualTo(counts);
    assertThat(before.exemplars()).startsWith(1, 2, 3, 5, 4);
  }

  @Example
  void plus_exemplars_theLatestOfEachBucketStands() {
    DurationHistogram one = new DurationHistogram();
    one.record(1, 1, 10, 11, 12, 100, true);
    one.record(1_000_000_000, 1, 20, 21, 22, -2, true); // late in the unsigned range
    DurationHistogram two = new DurationHistogram();
    two.record(2, 1, 30, 31, 32, 200, true);
    two.record(1_000_000_000, 1, 40, 41, 42, 200, true);
    for (HistogramSnapshot sum :
        List.of(one.snapshot().plus(two.snapshot()), two.snapshot().plus(one.snapshot()))) {
      assertThat(Arrays.copyOfRange(sum.exemplars(), 0, 5)).containsExactly(30, 31, 32, 2, 200);
      assertThat(Arrays.copyOfRange(sum.exemplars(), 30, 35))
          .containsExactly(20, 21, 22, 1_000_000_000, -2);
    }
  }
}

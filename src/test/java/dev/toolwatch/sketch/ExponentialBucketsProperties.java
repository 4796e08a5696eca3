package dev.toolwatch.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class ExponentialBucketsProperties {
  record Observation(int finest, long times) {}

  /** Counts of one, and of more than one and four bytes hold, alone or together. */
  @Provide
  Arbitrary<List<Observation>> observations() {
    Arbitrary<Integer> index = Arbitraries.integers().between(-400, 400);
    Arbitrary<Long> times =
        Arbitraries.frequencyOf(
            Tuple.of(5, Arbitraries.longs().between(1, 3)),
            Tuple.of(2, Arbitraries.longs().between(100, 300)),
            Tuple.of(2, Arbitraries.longs().between(1L << 30, 1L << 31)),
            Tuple.of(1, Arbitraries.longs().between(1L << 33, 1L << 50)));
    return Combinators.combine(index, times).as(Observation::new).list().ofMaxSize(60);
  }

  /** Counts of one, as most are: below and above what is listed. */
  @Provide
  Arbitrary<List<Observation>> single() {
    return Arbitraries.integers()
        .between(-400, 400)
        .map(index -> new Observation(index, 1))
        .list()
        .ofMaxSize(70);
  }

  private static ExponentialBuckets counted(List<Observation> observations) {
    ExponentialBuckets buckets = new ExponentialBuckets();
    record(buckets, observations);
    return buckets;
  }

  private static void record(ExponentialBuckets into, List<Observation> observations) {
    observations.forEach(one -> into.recordAt(one.finest(), one.times()));
  }

  @Property
  void recordAt_anyCounts_areKeptExactlyAtTheScaleThatHolds(
      @ForAll("observations") List<Observation> observations) {
    assertAreCounted(counted(observations).snapshot(), observations);
  }

  @Property
  void recordAt_oneByOne_isKeptExactlyAtTheScaleThatHolds(
      @ForAll("single") List<Observation> observations) {
    assertAreCounted(counted(observations).snapshot(), observations);
  }

  @Property
  void snapshot_doesNotChangeWhatIsCounted(
      @ForAll("single") List<Observation> some, @ForAll("single") List<Observation> more) {
    ExponentialBuckets buckets = counted(some);
    buckets.snapshot();
    record(buckets, more);
    assertAreCounted(buckets.snapshot(), Stream.concat(some.stream(), more.stream()).toList());
  }

  @Property
  void add_counted_isAsIfCountedThere(
      @ForAll boolean manyHere,
      @ForAll boolean manyThere,
      @ForAll("observations") List<Observation> many,
      @ForAll("single") List<Observation> few) {
    List<Observation> here = manyHere ? many : few;
    List<Observation> there = manyThere ? many : few;
    List<Observation> all = Stream.concat(here.stream(), there.stream()).toList();
    ExponentialBuckets sum = counted(here);
    sum.add(counted(there));
    assertAreCounted(sum.snapshot(), all);
    ExponentialBuckets sumOfCounts = counted(here);
    sumOfCounts.add(counted(there).snapshot());
    assertThat(sumOfCounts.snapshot()).isEqualTo(sum.snapshot());
  }

  @Property
  void clear_whateverWasCounted_countsAsANewOne(
      @ForAll("observations") List<Observation> before,
      @ForAll boolean many,
      @ForAll("observations") List<Observation> some,
      @ForAll("single") List<Observation> few) {
    ExponentialBuckets buckets = counted(before);
    for (int i = 0; i < 3; i++) {
      buckets.clear();
      assertThat(buckets.snapshot()).isEqualTo(ExponentialCounts.EMPTY);
      record(buckets, many ? some : few);
      assertThat(buckets.snapshot()).isEqualTo(counted(many ? some : few).snapshot());
    }
  }

  /** At the highest scale at which the range fits. */
  private static void assertAreCounted(ExponentialCounts counts, List<Observation> observations) {
    int scale = ExponentialCounts.MAX_SCALE;
    if (!observations.isEmpty()) {
      int lowest = observations.stream().mapToInt(Observation::finest).min().orElseThrow();
      int highest = observations.stream().mapToInt(Observation::finest).max().orElseThrow();
      for (int shift = 0;
          (highest >> shift) - (lowest >> shift) >= ExponentialCounts.MAX_BUCKETS;
          shift++) {
        scale--;
      }
    }
    assertThat(counts.scale()).isEqualTo(scale);
    SortedMap<Integer, Long> expected = new TreeMap<>();
    for (Observation one : observations) {
      int index = one.finest() >> (ExponentialCounts.MAX_SCALE - counts.scale());
      expected.merge(index, one.times(), Long::sum);
    }
    SortedMap<Integer, Long> actual = new TreeMap<>();
    for (int i = 0; i < counts.counts().length; i++) {
      if (counts.counts()[i] != 0) {
        actual.put(counts.first() + i, counts.counts()[i]);
      }
    }
    assertThat(actual).isEqualTo(expected);
  }
}

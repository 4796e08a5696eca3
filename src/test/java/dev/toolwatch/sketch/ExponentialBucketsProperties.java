package dev.toolwatch.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class ExponentialBucketsProperties {
  record Observation(int finest, long times) {}

  /** Counts of one, and of more than four bytes hold, alone or together. */
  @Provide
  Arbitrary<List<Observation>> observations() {
    Arbitrary<Integer> index = Arbitraries.integers().between(-400, 400);
    Arbitrary<Long> times =
        Arbitraries.frequencyOf(
            Tuple.of(5, Arbitraries.longs().between(1, 3)),
            Tuple.of(2, Arbitraries.longs().between(1L << 30, 1L << 31)),
            Tuple.of(1, Arbitraries.longs().between(1L << 33, 1L << 50)));
    return Combinators.combine(index, times).as(Observation::new).list().ofMaxSize(60);
  }

  @Property
  void recordAt_anyCounts_areKeptExactlyAtTheScaleThatHolds(
      @ForAll("observations") List<Observation> observations) {
    ExponentialBuckets buckets = new ExponentialBuckets();
    observations.forEach(one -> buckets.recordAt(one.finest(), one.times()));
    ExponentialCounts counts = buckets.snapshot();

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

package dev.toolwatch.cardinality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.DistinctCount;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SketchesProperties {
  @Property(tries = 60)
  void estimate_ofDistinctThings_isWithinFourDeviations(
      @ForAll long seed, @ForAll @IntRange(max = 300_000) int number) {
    DistinctCount count = new DistinctCount(11);
    LabelHash hash = new LabelHash(seed);
    for (int i = 0; i < number; i++) {
      count.add(hash.of(ServiceId.of("tool" + i)));
      count.add(hash.of(ServiceId.of("tool" + i / 2)));
    }
    assertThat((double) count.estimate()).isCloseTo(number, within(1 + number * 4 * 0.023));
  }

  @Property(tries = 30)
  void estimate_afterTwoTurns_forgets(@ForAll @IntRange(min = 10, max = 10_000) int number) {
    DistinctCount count = new DistinctCount(11);
    LabelHash hash = new LabelHash(1);
    for (int i = 0; i < number; i++) {
      count.add(hash.of(ServiceId.of("tool" + i)));
    }
    long before = count.estimate();
    count.turn();
    assertThat(count.estimate()).isEqualTo(before);
    count.turn();
    assertThat(count.estimate()).isZero();
  }

  /** No name is told to be more frequent than it is; a very frequent one is told. */
  @Property(tries = 60)
  void frequentNames_areFoundAndNeverOverrated(@ForAll long seed) {
    HeavyHitters<String> sketch = new HeavyHitters<>(8);
    LabelHash hash = new LabelHash(seed);
    Random random = new Random(seed);
    Map<SeriesKey, Long> truth = new HashMap<>();
    SeriesKey heavy = Loops.tool("orders", "heavy");
    for (int i = 0; i < 20_000; i++) {
      SeriesKey key =
          random.nextInt(4) == 0 ? heavy : Loops.tool("orders", "t" + random.nextInt(5000));
      truth.merge(key, 1L, Long::sum);
      sketch.put(hash.of(key), key, "", 0);
    }
    Map<SeriesKey, Long> told = new HashMap<>();
    sketch.handOver((key, times) -> assertThat(told.put(key, times)).isNull());
    assertThat(told).allSatisfy((key, n) -> assertThat(n).isBetween(1L, truth.get(key)));
    assertThat(told.size()).isLessThanOrEqualTo(64);
    assertThat(told.get(heavy)).isGreaterThan(truth.get(heavy) / 2);
  }

  @Property(tries = 30)
  void target_ofAnotherGeneration_isNotGiven(@ForAll long seed) {
    HeavyHitters<String> sketch = new HeavyHitters<>(8);
    SeriesKey key = Loops.tool("orders", "t");
    long hash = new LabelHash(seed).of(key);
    sketch.put(hash, key, "target", 3);
    assertThat(sketch.touch(hash, ServiceId.of("orders"), "tools/call", "t", "", 3))
        .isEqualTo("target");
    assertThat(sketch.touch(hash, ServiceId.of("orders"), "tools/call", "t", "", 4)).isNull();
    assertThat(sketch.touch(hash, ServiceId.of("orders"), "tools/call", "u", "", 3)).isNull();
  }
}

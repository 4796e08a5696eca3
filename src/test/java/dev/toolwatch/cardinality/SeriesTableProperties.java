package dev.toolwatch.cardinality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SeriesTableProperties {
  /** Names among which some have the same hash, and empty tools. */
  @Provide
  Arbitrary<SeriesKey> keys() {
    Arbitrary<ServiceId> services = Arbitraries.of("Aa", "BB", "c").map(ServiceId::of);
    Arbitrary<String> methods = Arbitraries.of("tools/call", "ping", "__unknown__");
    Arbitrary<String> tools =
        Arbitraries.oneOf(
            Arbitraries.of("", "AaAa", "BBBB", "AaBB", "BBAa", Family.OTHER),
            Arbitraries.integers().between(0, 60).map(Object::toString));
    Arbitrary<String> errors = Arbitraries.of("e1", "e2", "e3", "AaAa", "BBBB");
    return Combinators.combine(services, methods, tools, errors).as(SeriesKey::new);
  }

  @Property(tries = 200)
  void find_withinTheBudget_countsEveryKeyByItself(
      @ForAll @Size(max = 300) List<@From("keys") SeriesKey> keys) {
    Loops loops = new Loops(1, Cardinalities.settings(10_000, 10), Loops.ERRORS);
    Map<SeriesKey, Long> expected = new HashMap<>();
    for (SeriesKey key : keys) {
      loops.count(0, key);
      expected.merge(key, 1L, Long::sum);
    }
    assertThat(loops.counts()).isEqualTo(expected);
  }

  @Property(tries = 300)
  void find_beyondTheBudget_keepsTotalsOfServicesAndTheLimit(
      @ForAll @Size(max = 300) List<@From("keys") SeriesKey> keys,
      @ForAll @IntRange(min = 8, max = 60) int limit,
      @ForAll @IntRange(min = 1, max = 3) int number) {
    Loops loops = new Loops(number, Cardinalities.settings(limit, 3), Loops.ERRORS);
    Map<String, Long> expected = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      loops.count(i % number, keys.get(i));
      expected.merge(keys.get(i).service().name(), 1L, Long::sum);
    }
    Map<String, Long> totals = new HashMap<>();
    loops.counts().forEach((key, count) -> totals.merge(key.service().name(), count, Long::sum));
    assertThat(totals).isEqualTo(expected);
    assertThat(loops.counts().size()).isLessThanOrEqualTo(limit);
    assertThat(loops.budget.series()).isEqualTo(loops.counts().size());
  }

  /**
   * A long life: bursts of names, rounds of single loops at times of their own, pauses of all
   * lengths. Whatever happens a series that stays never goes down, one that comes back is a new one,
   * the limit holds, and nothing is lost but with a whole series.
   */
  @Property(tries = 60)
  void shown_overALongLife_neverGoesDownAndComesBackAnew(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int number) {
    int limit = 60;
    Loops loops =
        new Loops(
            number,
            Cardinalities.settings(limit, 3).withIdleTimeout(Duration.ofMinutes(20)),
            Loops.ERRORS);
    Random random = new Random(seed);
    Map<SeriesKey, Loops.Shown> before = Map.of();
    Map<SeriesKey, Loops.Shown> last = new HashMap<>();
    long counted = 0;
    long lost = 0;
    int hot = 0;
    for (int step = 0; step < 600; step++) {
      if (step % 40 == 0) {
        hot = random.nextInt(100);
      }
      for (int i = random.nextInt(30); i > 0; i--) {
        int tool = random.nextInt(3) == 0 ? random.nextInt(1000) : hot + random.nextInt(5);
        SeriesKey key = Loops.error("s" + random.nextInt(5), "t" + tool, "e" + tool % 3);
        loops.count(random.nextInt(number), key);
        counted++;
      }
      long pause = random.nextInt(50) == 0 ? 1_500_000 : random.nextInt(20_000);
      loops.time.advance(Duration.ofMillis(pause));
      loops.round(random.nextInt(number));

      Map<SeriesKey, Loops.Shown> now = loops.shown();
      assertThat(now.size()).isLessThanOrEqualTo(limit);
      for (Map.Entry<SeriesKey, Loops.Shown> one : now.entrySet()) {
        Loops.Shown earlier = before.get(one.getKey());
        Loops.Shown known = last.put(one.getKey(), one.getValue());
        boolean same = earlier != null && one.getValue().createdMillis() == earlier.createdMillis();
        if (same) {
          assertThat(one.getValue().count()).isGreaterThanOrEqualTo(earlier.count());
        } else if (known != null) {
          assertThat(one.getValue().createdMillis()).isGreaterThan(known.createdMillis());
          lost += known.count();
        }
      }
      before = now;
    }
    Map<SeriesKey, Loops.Shown> atTheEnd = before;
    lost +=
        last.entrySet().stream()
            .filter(one -> !atTheEnd.containsKey(one.getKey()))
            .mapToLong(one -> one.getValue().count())
            .sum();
    long shown = before.values().stream().mapToLong(Loops.Shown::count).sum();
    assertThat(shown + lost).isEqualTo(counted);
  }
}

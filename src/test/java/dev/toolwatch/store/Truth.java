package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What was added, kept by the minute in memory and summed up plainly. */
final class Truth {
  private final TreeMap<Long, Map<Series, Rollup>> minutes = new TreeMap<>();
  private final SplittableRandom questions = new SplittableRandom(9);

  /** A few operations of a few series in a minute, by a few of three thousand users. */
  Batch add(long minute, SplittableRandom random) {
    Map<Series, Rollup> added = new HashMap<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      Series tool =
          new Series(
              ServiceId.of("service" + random.nextInt(2)),
              "tools/call",
              "tool" + random.nextInt(3));
      long[] users =
          random.longs(random.nextInt(40), 1, 3000).map(n -> n * 0x9e3779b97f4a7c15L).toArray();
      Rollup rollup =
          Batches.rollup(random.nextInt(1, 9), Math.exp(random.nextDouble(-7, 3)), users);
      added.merge(tool, rollup, Rollup::plus);
      added.merge(Series.whole(tool.service()), rollup, Rollup::plus);
    }
    Map<Series, Rollup> sums = minutes.computeIfAbsent(minute, absent -> new HashMap<>());
    added.forEach((series, rollup) -> sums.merge(series, rollup, Rollup::plus));
    return Batches.operations(Map.of(minute, added));
  }

  private Map<Series, Rollup> sum(Range range, Filter filter) {
    Map<Series, Rollup> sum = new HashMap<>();
    minutes
        .subMap(range.fromMinute(), range.toMinute())
        .values()
        .forEach(
            rows ->
                rows.forEach(
                    (series, rollup) -> {
                      if (filter.matches(series)) {
                        sum.merge(series, rollup, Rollup::plus);
                      }
                    }));
    return sum;
  }

  /** Asks for ranges of the last seven days, to the minute, and for all. */
  void check(History history, Instant now) {
    long last = Minutes.of(now) + 1;
    for (Filter filter :
        new Filter[] {
          Filter.services(), Filter.tools(null), Filter.tool(ServiceId.of("service1"), "tool2")
        }) {
      for (int i = 0; i < 10; i++) {
        long from = last - questions.nextLong(7 * 1440);
        Range range = range(from, questions.nextLong(from, last));
        assertSame(history.operations(range, filter), sum(range, filter));
      }
      Range all = range(minutes.firstKey() / 1440 * 1440, last);
      assertSame(history.operations(all, filter), sum(all, filter));
    }
  }

  /** While others add: never more than all. */
  void checkNothingDoubled(History history, Instant now) {
    Range all = range(minutes.firstKey() / 1440 * 1440, Minutes.of(now));
    Map<Series, Rollup> most = sum(all, Filter.tools(null));
    history
        .operations(all, Filter.tools(null))
        .forEach(
            (series, rollup) ->
                assertThat(rollup.total()).isLessThanOrEqualTo(most.get(series).total()));
  }

  private static Range range(long from, long to) {
    return new Range(Minutes.start(from), Minutes.start(to));
  }

  static void assertSame(Map<Series, Rollup> found, Map<Series, Rollup> truth) {
    assertThat(found.keySet()).isEqualTo(truth.keySet());
    truth.forEach((series, rollup) -> assertSame(found.get(series), rollup));
  }

  private static void assertSame(Rollup found, Rollup truth) {
    assertThat(found.ok()).isEqualTo(truth.ok());
    assertThat(found.total()).isEqualTo(truth.total());
    assertThat(found.sumSeconds()).isCloseTo(truth.sumSeconds(), within(1e-6));
    assertThat(found.durations().scale()).isEqualTo(truth.durations().scale());
    assertThat(found.durations().first()).isEqualTo(truth.durations().first());
    assertThat(found.durations().counts()).isEqualTo(truth.durations().counts());
    assertThat(found.users().toBytes()).isEqualTo(truth.users().toBytes());
  }
}

package dev.toolwatch.red;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.SeriesBudget;
import dev.toolwatch.cardinality.SeriesKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SeriesTableProperties {
  private static final class Counter {
    private final SeriesKey key;
    private long count;

    private Counter(SeriesKey key) {
      this.key = key;
    }
  }

  private static SeriesTable<Counter> table(SeriesBudget budget) {
    return new SeriesTable<>(budget, Counter::new);
  }

  private static Map<SeriesKey, Long> counts(SeriesTable<Counter> table) {
    Map<SeriesKey, Long> counts = new HashMap<>();
    for (int i = 0; i < table.size(); i++) {
      assertThat(counts.put(table.get(i).key, table.get(i).count)).isNull();
    }
    return counts;
  }

  private static void count(SeriesTable<Counter> table, SeriesKey key) {
    table.find(key.service(), key.method(), key.tool(), key.detail()).count++;
  }

  /** Names among which some have the same hash, and empty tools. */
  @Provide
  Arbitrary<SeriesKey> keys() {
    Arbitrary<String> few = Arbitraries.of("Aa", "BB", "c");
    Arbitrary<String> tools =
        Arbitraries.oneOf(
            Arbitraries.of("", "AaAa", "BBBB", "AaBB", "BBAa"),
            Arbitraries.integers().between(0, 60).map(Object::toString));
    return Combinators.combine(few, few, tools, few).as(SeriesKey::new);
  }

  @Property(tries = 300)
  void find_withinTheBudget_countsEveryKeyByItself(
      @ForAll @Size(max = 300) List<@From("keys") SeriesKey> keys) {
    SeriesTable<Counter> table = table(Cardinalities.of(10_000, 1).family("family", "tool"));
    Map<SeriesKey, Long> expected = new HashMap<>();
    for (SeriesKey key : keys) {
      count(table, key);
      expected.merge(key, 1L, Long::sum);
    }
    assertThat(counts(table)).isEqualTo(expected);
  }

  @Property(tries = 300)
  void find_beyondTheBudget_foldsToolsAndKeepsTotals(
      @ForAll @Size(max = 300) List<@From("keys") SeriesKey> keys,
      @ForAll @IntRange(min = 1, max = 40) int limit,
      @ForAll @IntRange(min = 1, max = 3) int shards) {
    SeriesBudget budget = Cardinalities.of(limit, 1).family("family", "tool");
    List<SeriesTable<Counter>> tables = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      tables.add(table(budget));
    }
    Map<List<String>, Long> expected = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      count(tables.get(i % shards), keys.get(i));
      expected.merge(withoutTool(keys.get(i)), 1L, Long::sum);
    }
    Map<List<String>, Long> totals = new HashMap<>();
    Set<SeriesKey> ofTheirOwn = new HashSet<>();
    for (SeriesTable<Counter> table : tables) {
      counts(table)
          .forEach(
              (key, count) -> {
                totals.merge(withoutTool(key), count, Long::sum);
                if (!key.tool().isEmpty() && !key.tool().equals(SeriesBudget.OTHER)) {
                  ofTheirOwn.add(key);
                }
              });
    }
    assertThat(totals).isEqualTo(expected);
    assertThat(ofTheirOwn.size()).isLessThanOrEqualTo(limit);
  }

  private static List<String> withoutTool(SeriesKey key) {
    return List.of(key.service(), key.method(), key.detail());
  }

  @Example
  void find_beyondTheBudgetOfAnOpenDetail_foldsTheDetailToo() {
    SeriesTable<Counter> table = table(Cardinalities.of(1, 1).family("family", "tool", "detail"));
    count(table, new SeriesKey("s", "m", "first", "e1"));
    count(table, new SeriesKey("s", "m", "second", "e2"));
    count(table, new SeriesKey("s", "m", "third", "e3"));
    count(table, new SeriesKey("s", "m", "", "e4"));
    assertThat(counts(table))
        .isEqualTo(
            Map.of(
                new SeriesKey("s", "m", "first", "e1"), 1L,
                new SeriesKey("s", "m", SeriesBudget.OTHER, SeriesBudget.OTHER), 2L,
                new SeriesKey("s", "m", "", SeriesBudget.OTHER), 1L));
  }

  @Example
  void find_aThousandSeries_findsEachAgain() {
    SeriesTable<Counter> table = table(Cardinalities.of(10_000, 1).family("family", "tool"));
    List<Counter> made = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      made.add(table.find("s" + i % 7, "m", "tool" + i, "ok"));
    }
    for (int i = 0; i < 1000; i++) {
      // Other instances of the same text.
      assertThat(table.find("s" + i % 7, "m", "tool" + i, "ok")).isSameAs(made.get(i));
    }
    assertThat(table.size()).isEqualTo(1000);
  }
}

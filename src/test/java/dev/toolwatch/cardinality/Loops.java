package dev.toolwatch.cardinality;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One family as several event loops count it, all on the test's thread, and a clock to be moved. */
final class Loops {
  static final Family TOOLS = new Family("tools", "method", "tools/call", "tool", "", 3);
  static final Family ERRORS = new Family("errors", "method", "tools/call", "tool", "error", 1);
  static final Family DEPENDENCIES = new Family("dependencies", "kind", "", "dependency", "", 3);

  final SettableTime time = new SettableTime(Instant.ofEpochSecond(1_790_000_000));
  final Cardinality cardinality;
  final SeriesBudget budget;
  private final List<SeriesTable<Counter>> tables = new ArrayList<>();

  Loops(int loops, CardinalitySettings settings, Family family) {
    cardinality = new Cardinality(settings, 1, time);
    budget = cardinality.family(family);
    for (int i = 0; i < loops; i++) {
      tables.add(
          new SeriesTable<>(budget, place -> new Counter(place, time.instant().toEpochMilli())));
    }
  }

  /** What one loop has counted of one name. */
  static final class Counter {
    private final Place place;
    private final long createdMillis;
    private long count;

    private Counter(Place place, long createdMillis) {
      this.place = place;
      this.createdMillis = createdMillis;
    }
  }

  /** What all loops have counted of one name, as a scrape shows it. */
  record Shown(long createdMillis, long count) {}

  void count(int loop, SeriesKey key) {
    tables.get(loop).find(key.service(), key.method(), key.tool(), key.detail()).count++;
  }

  void count(int loop, SeriesKey key, int times) {
    for (int i = 0; i < times; i++) {
      count(loop, key);
    }
  }

  /** A call of a tool. */
  static SeriesKey tool(String service, String tool) {
    return new SeriesKey(ServiceId.of(service), "tools/call", tool, "");
  }

  static SeriesKey error(String service, String tool, String type) {
    return new SeriesKey(ServiceId.of(service), "tools/call", tool, type);
  }

  void round(int loop) {
    tables.get(loop).round();
  }

  /** Every loop's round, ten seconds after the last. */
  void rounds(int number) {
    for (int i = 0; i < number; i++) {
      time.advance(Duration.ofMillis(SeriesBudget.DECISION_MILLIS));
      tables.forEach(SeriesTable::round);
    }
  }

  Map<SeriesKey, Shown> shown() {
    Map<Place, Shown> places = new HashMap<>();
    for (SeriesTable<Counter> table : tables) {
      for (Counter counter : table.accumulators()) {
        places.merge(
            counter.place,
            new Shown(counter.createdMillis, counter.count),
            (one, other) ->
                new Shown(
                    Math.min(one.createdMillis, other.createdMillis), one.count + other.count));
      }
    }
    Map<SeriesKey, Shown> shown = new HashMap<>();
    places.forEach(
        (place, counts) -> {
          if (!place.isGone() && shown.put(place.key(), counts) != null) {
            throw new AssertionError("shown twice: " + place.key());
          }
        });
    return shown;
  }

  Map<SeriesKey, Long> counts() {
    Map<SeriesKey, Long> counts = new HashMap<>();
    shown().forEach((key, shown) -> counts.put(key, shown.count()));
    return counts;
  }

  long count(SeriesKey key) {
    return counts().getOrDefault(key, 0L);
  }

  /** What was limited for a label and a reason. */
  long limited(String label, String reason) {
    return budget.limited().get(new FoldCounts.Cause(label, reason));
  }
}

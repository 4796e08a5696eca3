package dev.toolwatch.slo;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums the events of indicators up from operations, by service and minute. Not thread-safe. */
final class EventCounts implements Transaction.OperationsReader {
  private final List<Indicator> indicators;
  private final Map<Key, Map<Long, EventCount>> byKey = new TreeMap<>();

  EventCounts(List<Indicator> indicators) {
    this.indicators = indicators;
  }

  /** Whether any indicator counts a series. */
  boolean isCounted(Series series) {
    return indicators.stream().anyMatch(one -> one.series().test(series));
  }

  @Override
  public void read(long minute, Series series, Rollup rollup) {
    for (Indicator indicator : indicators) {
      if (indicator.series().test(series)) {
        EventCount more = new EventCount(rollup.total(), indicator.bad().applyAsLong(rollup));
        byKey
            .computeIfAbsent(new Key(series.service(), indicator.name()), key -> new TreeMap<>())
            .merge(minute, more, EventCount::plus);
      }
    }
  }

  /** The events by minute, in order. */
  Map<Key, Map<Long, EventCount>> byKey() {
    return byKey;
  }

  /** What is counted: an indicator of a service. */
  record Key(ServiceId service, String indicator) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byService = service.compareTo(other.service);
      return byService != 0 ? byService : indicator.compareTo(other.indicator);
    }
  }
}

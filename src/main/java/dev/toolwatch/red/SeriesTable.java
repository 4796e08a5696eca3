package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesBudget;
import dev.toolwatch.cardinality.SeriesKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The series of one family in one shard. A series that is there is found without allocating; one
 * that is not asks the family's budget. Not thread-safe.
 *
 * @param <A> what accumulates a series
 */
final class SeriesTable<A> {
  private final SeriesBudget budget;
  private final Function<SeriesKey, A> factory;
  private final Map<SeriesKey, A> byKey = new HashMap<>();

  /** In the order of their making, so that a reader can take them in slices. */
  private final List<A> accumulators = new ArrayList<>();

  /** Open addressing over the same series: the labels of a place stand at four times its number. */
  private String[] labels = new String[4 * 64];

  private Object[] slots = new Object[64];

  SeriesTable(SeriesBudget budget, Function<SeriesKey, A> factory) {
    this.budget = budget;
    this.factory = factory;
  }

  A find(String service, String method, String tool, String detail) {
    int mask = slots.length - 1;
    int slot = hash(service, method, tool, detail) & mask;
    while (slots[slot] != null) {
      int at = slot * 4;
      if (labels[at + 2].equals(tool)
          && labels[at + 1].equals(method)
          && labels[at + 3].equals(detail)
          && labels[at].equals(service)) {
        @SuppressWarnings("unchecked") // slots hold nothing but accumulators
        A found = (A) slots[slot];
        return found;
      }
      slot = (slot + 1) & mask;
    }
    return admit(new SeriesKey(service, method, tool, detail));
  }

  private A admit(SeriesKey asked) {
    SeriesKey key = budget.admit(asked);
    A known = byKey.get(key);
    if (known != null) {
      return known;
    }
    A accumulator = factory.apply(key);
    byKey.put(key, accumulator);
    accumulators.add(accumulator);
    if (byKey.size() * 2 > slots.length) {
      grow();
    }
    place(key, accumulator);
    return accumulator;
  }

  private void grow() {
    slots = new Object[slots.length * 2];
    labels = new String[slots.length * 4];
    byKey.forEach(this::place);
  }

  private void place(SeriesKey key, A accumulator) {
    int mask = slots.length - 1;
    int slot = hash(key.service(), key.method(), key.tool(), key.detail()) & mask;
    while (slots[slot] != null) {
      if (slots[slot] == accumulator) {
        return;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = accumulator;
    labels[slot * 4] = key.service();
    labels[slot * 4 + 1] = key.method();
    labels[slot * 4 + 2] = key.tool();
    labels[slot * 4 + 3] = key.detail();
  }

  private static int hash(String service, String method, String tool, String detail) {
    // String caches its hash; names come from a cache themselves.
    int hash = ((service.hashCode() * 31 + method.hashCode()) * 31 + tool.hashCode()) * 31;
    hash += detail.hashCode();
    return hash ^ hash >>> 16;
  }

  int size() {
    return accumulators.size();
  }

  A get(int index) {
    return accumulators.get(index);
  }
}

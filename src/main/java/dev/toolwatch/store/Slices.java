package dev.toolwatch.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Sums by slice of time and subject's number, each value put into the slice that its minute lies in. */
final class Slices<S> {
  private final List<Range> slices;
  private final Supplier<S> empty;
  private final List<Map<Long, S>> sums;
  private int at;

  Slices(List<Range> slices, Supplier<S> empty) {
    this.slices = slices;
    this.empty = empty;
    this.sums = new ArrayList<>(slices.size());
    for (int i = 0; i < slices.size(); i++) {
      sums.add(new HashMap<>());
    }
  }

  /** The sum to add to: what lies in no slice is not asked for. */
  S sum(long minute, long subject) {
    // Rows come mostly in order.
    while (at > 0 && minute < slices.get(at).fromMinute()) {
      at--;
    }
    while (at < slices.size() - 1 && minute >= slices.get(at).toMinute()) {
      at++;
    }
    return sums.get(at).computeIfAbsent(subject, id -> empty.get());
  }

  List<Map<Long, S>> sums() {
    return sums;
  }
}

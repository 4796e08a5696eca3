package dev.toolwatch.store;

import dev.toolwatch.sketch.UserSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Sums the series of each slice of time, and hands a slice out as soon as no more of its rows can
 * come. Each series keeps durations of its own, as fine as they are; the users are one set. Not
 * thread-safe.
 */
final class SliceTotals {
  private final List<Range> slices;
  private final BiConsumer<Range, Rollup> reader;

  /** Slices by index that have rows and were not handed out yet. */
  private final TreeMap<Integer, Total> open = new TreeMap<>();

  private int at;
  private int next;

  SliceTotals(List<Range> slices, BiConsumer<Range, Rollup> reader) {
    this.slices = slices;
    this.reader = reader;
  }

  /** Adds a row. Its bucket lies in a slice that was not handed out yet. */
  void add(long bucket, long subject, Row row) {
    while (at > next && bucket < slices.get(at).fromMinute()) {
      at--;
    }
    while (at < slices.size() - 1 && bucket >= slices.get(at).toMinute()) {
      at++;
    }
    open.computeIfAbsent(at, slice -> new Total()).add(subject, row);
  }

  /** Hands out the slices that end at a minute or before. */
  void completeUntil(long minute) {
    while (next < slices.size() && slices.get(next).toMinute() <= minute) {
      Total total = open.remove(next);
      reader.accept(slices.get(next), total == null ? Rollup.EMPTY : total.value());
      next++;
    }
    at = Math.max(at, Math.min(next, slices.size() - 1));
  }

  private static final class Total {
    private final Map<Long, RollupSum> series = new HashMap<>();
    private final UserSet users = new UserSet();

    void add(long subject, Row row) {
      series
          .computeIfAbsent(subject, id -> new RollupSum())
          .add(new Row(row.operations(), row.data(), Row.NONE));
      users.addAll(row.users());
    }

    Rollup value() {
      return series.values().stream()
          .map(RollupSum::value)
          .reduce(Rollup.EMPTY, Rollup::plusWide)
          .withUsers(users.snapshot());
    }
  }
}

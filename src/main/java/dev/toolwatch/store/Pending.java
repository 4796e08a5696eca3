package dev.toolwatch.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Batches that wait for the store, merged into one. Bounded: over the limit minutes fold into their
 * hour's first one, and what is too much even then is dropped. Not thread-safe.
 *
 * <p>Conservation: operations added are those taken, dropped and still waiting.
 */
final class Pending {
  private final int maxRows;
  private final Calendar calendar;
  private final long pauseMillis;
  private Batch waiting = Batch.EMPTY;
  private boolean folding;
  private long foldedOperations;
  private long droppedOperations;

  Pending(int maxRows, Calendar calendar, long pauseMillis) {
    this.maxRows = maxRows;
    this.calendar = calendar;
    this.pauseMillis = pauseMillis;
  }

  /**
   * Adds a batch.
   *
   * @param heldRows rows that count against the limit as well
   */
  void add(Batch batch, int heldRows) {
    if (!keep(batch, heldRows, false)) {
      droppedOperations += operations(batch);
    }
  }

  /** Adds a batch, however many rows wait. */
  void addAnyway(Batch batch, int heldRows) {
    boolean unused = keep(batch, heldRows, true);
  }

  /** Whether so many rows wait that no more should be added. */
  boolean isFull(int heldRows) {
    return rows() + heldRows >= maxRows;
  }

  private boolean keep(Batch batch, int heldRows, boolean anyway) {
    boolean fold = folding;
    Batch sum = waiting.plus(fold ? folded(batch) : batch, pauseMillis);
    if (!fold && rows(sum) + heldRows > maxRows) {
      fold = true;
      sum = folded(sum);
    }
    if (!anyway && rows(sum) + heldRows > maxRows && rows() > 0) {
      return false;
    }
    if (fold) {
      foldedOperations += operations(folding ? batch : sum);
    }
    folding = fold;
    waiting = sum;
    return true;
  }

  /** Takes all that waits. */
  Batch take() {
    Batch taken = waiting;
    waiting = Batch.EMPTY;
    folding = false;
    return taken;
  }

  /** Counts what was taken and cannot be stored. */
  void drop(Batch batch) {
    droppedOperations += operations(batch);
  }

  int rows() {
    return rows(waiting);
  }

  long foldedOperations() {
    return foldedOperations;
  }

  long droppedOperations() {
    return droppedOperations;
  }

  static int rows(Batch batch) {
    return rows(batch.operations().values())
        + rows(batch.clients().values())
        + rows(batch.users().values())
        + rows(batch.samples().values())
        + batch.sessions().values().stream().mapToInt(SessionTable::size).sum()
        + batch.logs().size();
  }

  private static int rows(Collection<? extends Map<?, ?>> buckets) {
    return buckets.stream().mapToInt(Map::size).sum();
  }

  private static long operations(Batch batch) {
    return batch.operations().values().stream()
        .flatMap(rows -> rows.entrySet().stream())
        .filter(row -> row.getKey().method().isEmpty())
        .mapToLong(row -> row.getValue().total())
        .sum();
  }

  private Batch folded(Batch batch) {
    return new Batch(
        folded(batch.operations(), Rollup::plus),
        folded(batch.clients(), ClientUse::plus),
        batch.sessions(),
        folded(batch.users(), UserCounts::plus),
        batch.samples(),
        batch.logs());
  }

  private <K, V> Map<Long, Map<K, V>> folded(Map<Long, Map<K, V>> minutes, BinaryOperator<V> plus) {
    Map<Long, Map<K, V>> hours = new HashMap<>();
    minutes.forEach(
        (minute, rows) -> {
          Map<K, V> hour =
              hours.computeIfAbsent(
                  calendar.start(Tier.HOUR, minute), start -> new HashMap<>(rows.size()));
          rows.forEach((key, value) -> hour.merge(key, value, plus));
        });
    return hours;
  }
}

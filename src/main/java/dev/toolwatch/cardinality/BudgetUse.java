package dev.toolwatch.cardinality;

import dev.toolwatch.sketch.DistinctCount;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one service uses of one family. Written under the family's lock but for what says otherwise;
 * {@link #named} and the label values may be read by any thread.
 */
final class BudgetUse {
  private static final int PRECISION = 8;
  private static final int EXAMPLES = 5;

  private final Service service;
  private final LabelValues names;
  private final LabelValues details;
  private final LongAdder folded = new LongAdder();
  private final Set<String> examples = new LinkedHashSet<>();
  private final AtomicInteger named = new AtomicInteger();

  /** Made when first something folds: most services never need one. */
  private volatile DistinctCount foldedNames;

  BudgetUse(Service service, int maxNames, int maxDetails) {
    this.service = service;
    names = new LabelValues(maxNames);
    details = new LabelValues(maxDetails);
  }

  Service service() {
    return service;
  }

  LabelValues names() {
    return names;
  }

  LabelValues details() {
    return details;
  }

  /** Series that its names take; those kept for what folds do not count. */
  int named() {
    return named.get();
  }

  void take(SeriesKey key, int series) {
    named.addAndGet(series);
    names.take(key.tool());
    details.take(key.detail());
  }

  void giveBack(SeriesKey key, int series) {
    named.addAndGet(-series);
    names.giveBack(key.tool());
    details.giveBack(key.detail());
  }

  /** A name has folded once more. From any thread. */
  void countFolded() {
    folded.increment();
  }

  /** A name of this hash folds. From any thread. */
  void foldsName(long hash) {
    DistinctCount count = foldedNames;
    if (count == null) {
      count = makeCount();
    }
    count.add(hash);
  }

  private synchronized DistinctCount makeCount() {
    if (foldedNames == null) {
      foldedNames = new DistinctCount(PRECISION);
    }
    return foldedNames;
  }

  long folded() {
    return folded.sum();
  }

  /** Different names that folded lately, an estimate. */
  long foldedNames() {
    DistinctCount count = foldedNames;
    return count == null ? 0 : count.estimate();
  }

  void turn() {
    DistinctCount count = foldedNames;
    if (count != null) {
      count.turn();
    }
  }

  /** Keeps the last few different ones. */
  void example(String value) {
    examples.remove(value);
    examples.add(value);
    if (examples.size() > EXAMPLES) {
      examples.remove(examples.iterator().next());
    }
  }

  List<String> examples() {
    return List.copyOf(examples);
  }
}

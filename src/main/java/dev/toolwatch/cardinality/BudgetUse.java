package dev.toolwatch.cardinality;

import dev.toolwatch.sketch.DistinctCount;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one service uses of one family. Written under the family's lock, except where a method says
 * otherwise. Any thread may read {@link #named} and the label values.
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

  /** Created when the first name folds, because most services never need it. */
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

  /** Series used by the service's names, without the series reserved for {@code __other__}. */
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

  /** Counts one more observation of a folded name. Any thread may call it. */
  void countFolded() {
    folded.increment();
  }

  /** Adds the hash of a folded name. Any thread may call it. */
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

  /** Estimated number of different names that folded recently. */
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

  /** Adds an example. Only the last few different ones are kept. */
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

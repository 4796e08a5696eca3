package dev.toolwatch.cardinality;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a name without a place counts as.
 *
 * @param use of the service that it counts for
 * @param counters one for each label; null if the label kept its value
 */
record Fold(BudgetUse use, LongAdder[] counters) {
  /** Counts one more observation. */
  void count() {
    use.countFolded();
    for (LongAdder counter : counters) {
      if (counter != null) {
        counter.increment();
      }
    }
  }
}

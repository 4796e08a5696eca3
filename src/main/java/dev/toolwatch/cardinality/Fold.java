package dev.toolwatch.cardinality;

import java.util.concurrent.atomic.LongAdder;

/**
 * What became of a name that has no place.
 *
 * @param use of the service that it counts for
 * @param counters of the labels that lost their values; null for those that did not
 */
record Fold(BudgetUse use, LongAdder[] counters) {
  /** It has happened once more. */
  void count() {
    use.countFolded();
    for (LongAdder counter : counters) {
      if (counter != null) {
        counter.increment();
      }
    }
  }
}

package dev.toolwatch.forward;

import dev.toolwatch.signal.Signal;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What became of the items taken for one target. With those that wait, the three results sum to the
 * items taken. Thread-safe.
 */
final class TargetCounts {
  /** What can become of an item. */
  enum Result {
    /** The target has accepted it. */
    DELIVERED("delivered"),
    /** The target does not want it, and would not at a second time. */
    REFUSED("refused"),
    /** A limit pushed it out, or its record on disk is damaged. */
    DROPPED("dropped");

    private final String label;

    Result(String label) {
      this.label = label;
    }

    /** The value of the {@code result} label. */
    String label() {
      return label;
    }
  }

  private static final int RESULTS = Result.values().length;

  private final AtomicLongArray items = new AtomicLongArray(Signal.values().length * RESULTS);

  void add(Signal signal, Result result, long count) {
    items.addAndGet(signal.ordinal() * RESULTS + result.ordinal(), count);
  }

  long of(Signal signal, Result result) {
    return items.get(signal.ordinal() * RESULTS + result.ordinal());
  }
}

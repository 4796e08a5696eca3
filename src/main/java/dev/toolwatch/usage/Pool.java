package dev.toolwatch.usage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Objects that are used again. What is used for some seconds and thrown away is old for a garbage
 * collector that looks at new objects first, and costs it full collections. Holds at most twice as many
 * as were last taken together. Used by one thread, but for {@link Taken#giveBack}.
 */
final class Pool<T> {
  private final Supplier<T> create;
  private final Consumer<T> clear;

  /** What was given back last, if it has not been needed since. */
  private final AtomicReference<List<T>> back = new AtomicReference<>();

  private List<T> free = new ArrayList<>();

  Pool(Supplier<T> create, Consumer<T> clear) {
    this.create = create;
    this.clear = clear;
  }

  /** Those that are taken together, and given back together. */
  final class Taken {
    private final List<T> taken = new ArrayList<>();

    /** Takes one that is clear. */
    T take() {
      T one = next();
      taken.add(one);
      return one;
    }

    /** After the last one: keeps as many free ones as were taken, for the next may be as many. */
    void trim() {
      if (free.size() > taken.size()) {
        free.subList(taken.size(), free.size()).clear();
      }
    }

    /**
     * Clears all, which nobody may use any more. From any thread, once. They are taken in the same order
     * again: what is busiest comes first each time, and finds the largest arrays.
     */
    void giveBack() {
      taken.forEach(clear);
      Collections.reverse(taken);
      back.set(taken.isEmpty() ? null : taken);
    }
  }

  private T next() {
    if (free.isEmpty()) {
      List<T> cleared = back.getAndSet(null);
      if (cleared == null) {
        return create.get();
      }
      free = cleared;
    }
    return free.remove(free.size() - 1);
  }
}

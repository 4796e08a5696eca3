package dev.toolwatch.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Objects that are used again. What is counted for some seconds and thrown away is old for a garbage
 * collector that looks at new objects first, and would cost it a full collection every few seconds.
 * Holds at most as many as the last two users took. Used by one thread, but for {@link Taken#giveBack}.
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

  /** What one user takes. */
  final class Taken {
    private final List<T> taken = new ArrayList<>();

    /** Takes one that is clear. */
    T take() {
      T one = next();
      taken.add(one);
      return one;
    }

    /** Keeps as many free ones as were taken here: the next user may need as many at once. */
    void trim() {
      if (free.size() > taken.size()) {
        free.subList(taken.size(), free.size()).clear();
      }
    }

    /** Clears all, which nobody may use any more. From any thread, once. */
    void giveBack() {
      taken.forEach(clear);
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

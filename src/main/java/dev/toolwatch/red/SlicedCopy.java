package dev.toolwatch.red;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Copies a large part of an event loop's state one slice at a time, so that the loop can handle
 * requests in between. Used on the loop's thread only.
 */
final class SlicedCopy {
  private final Executor loop;
  private final int slice;
  private final Queue<Part<?>> parts = new ArrayDeque<>();

  /**
   * @param slice the number of elements copied at once
   */
  SlicedCopy(Executor loop, int slice) {
    this.loop = loop;
    this.slice = slice;
  }

  /**
   * @param elements must not change while the copy runs
   */
  <E> SlicedCopy add(List<E> elements, Consumer<E> copy) {
    parts.add(new Part<>(elements.iterator(), copy));
    return this;
  }

  /** Copies the first slice now and the others in later tasks of the loop. */
  void run(Runnable whenDone) {
    int room = slice;
    while (room > 0 && !parts.isEmpty()) {
      if (parts.element().copyOne()) {
        room--;
      } else {
        parts.remove();
      }
    }
    if (parts.isEmpty()) {
      whenDone.run();
    } else {
      loop.execute(() -> run(whenDone));
    }
  }

  private record Part<E>(Iterator<E> elements, Consumer<E> copy) {
    private boolean copyOne() {
      if (!elements.hasNext()) {
        return false;
      }
      copy.accept(elements.next());
      return true;
    }
  }
}

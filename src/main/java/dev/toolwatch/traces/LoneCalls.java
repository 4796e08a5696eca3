package dev.toolwatch.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sums of calls of which there is only one span, as most are: they are counted several times a second
 * and not one by one. Not thread-safe.
 */
final class LoneCalls {
  /** Of so many it keeps sums; one more, and all are counted. */
  static final int MOST = 4096;

  /** Those with calls that are not counted. */
  private final List<SpanOrigin> open = new ArrayList<>();

  private final Consumer<SpanOrigin> counter;

  /**
   * @param counter counts the calls of an origin
   */
  LoneCalls(Consumer<SpanOrigin> counter) {
    this.counter = counter;
  }

  /** Adds a call that stands for {@code weight} calls, which took so long in all. */
  void add(SpanOrigin origin, long hour, double weight, double seconds) {
    if (origin.times() == 0) {
      if (open.size() == MOST) {
        drain();
      }
      open.add(origin);
    } else if (origin.hour() != hour) {
      count(origin);
    }
    origin.addCall(hour, weight, seconds);
  }

  private void count(SpanOrigin origin) {
    counter.accept(origin);
    origin.clearCalls();
  }

  /** Counts what has been added. */
  void drain() {
    open.forEach(this::count);
    open.clear();
  }
}

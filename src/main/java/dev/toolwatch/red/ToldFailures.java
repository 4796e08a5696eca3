package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.ServiceId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts each failure once where a service's own metrics count its operations. Both a span and a
 * data point may tell of a failure, and some metrics never say that an operation failed. Whichever
 * tells first counts, with its error type; what the other tells later is the same failures.
 * Thread-safe by one lock, taken only for failures of such services. Limited: the tools whose
 * failures are the oldest are forgotten.
 *
 * <p>Conservation: what counts of a tool is the larger of what its spans and its points have told.
 */
final class ToldFailures {
  /** For each tool, how many more failures spans have told than points; negative if points lead. */
  private final Map<Tool, Long> ahead;

  /**
   * @param max the maximum number of tools
   */
  ToldFailures(int max) {
    ahead =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Tool, Long> eldest) {
            return size() > max;
          }
        };
  }

  /** Returns how many of the failures that a span tells are to be counted. */
  synchronized long bySpan(SeriesKey name, long times) {
    long before = move(name, times);
    return times - Math.min(times, Math.max(0, -before));
  }

  /** Returns how many of the failures that a data point tells are to be counted. */
  synchronized long byPoint(SeriesKey name, long times) {
    long before = move(name, -times);
    return times - Math.min(times, Math.max(0, before));
  }

  private long move(SeriesKey name, long times) {
    Tool tool = new Tool(name.service(), name.method(), name.tool());
    long before = ahead.getOrDefault(tool, 0L);
    ahead.put(tool, before + times);
    return before;
  }

  synchronized int size() {
    return ahead.size();
  }

  private record Tool(ServiceId service, String method, String tool) {}
}

package dev.toolwatch.slo;

import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import java.time.Duration;
import java.util.function.Predicate;

/** What a good event is. */
public sealed interface Goal {
  /** One word for answers. */
  String label();

  /** All operations, of which those without a server error are good. */
  record Availability() implements Goal {
    @Override
    public String label() {
      return "availability";
    }
  }

  /**
   * All calls of tools, of which those that take no longer are good, whatever their outcome.
   *
   * @param threshold the longest good duration; moved to the nearest bound of the durations' buckets,
   *     by at most 1.09 % for those of a minute, and not at all if it is a power of two in seconds
   */
  record Latency(Duration threshold) implements Goal {
    public Latency {
      if (threshold.isNegative() || threshold.isZero()) {
        throw new IllegalArgumentException("a threshold of " + threshold);
      }
    }

    @Override
    public String label() {
      return "latency";
    }

    double seconds() {
      return threshold.toNanos() / 1e9;
    }
  }

  /**
   * What the store counts for it.
   *
   * @param tool the tool, or null for all
   */
  default Indicator indicator(String tool) {
    String ofTool = tool == null ? "" : " of " + tool;
    Predicate<Series> calls =
        series ->
            series.method().equals("tools/call") && (tool == null || tool.equals(series.tool()));
    if (this instanceof Latency latency) {
      double seconds = latency.seconds();
      return new Indicator(
          "calls within " + latency.threshold().toNanos() / 1_000 + " us" + ofTool,
          calls,
          rollup -> slow(rollup, seconds));
    }
    Predicate<Series> whole = series -> series.method().isEmpty() && series.tool().isEmpty();
    return new Indicator(
        "operations without server error" + ofTool,
        tool == null ? whole : calls,
        Rollup::serverErrors);
  }

  private static long slow(Rollup rollup, double seconds) {
    return rollup.total() - rollup.zeroes() - rollup.durations().countUpTo(seconds);
  }
}

package dev.toolwatch.slo;

import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What is counted by the minute and kept for as long as days are: events, and the bad ones among
 * them.
 *
 * @param name says what is counted. Another meaning needs another name, because old counts stay
 * @param series whose operations are the events
 * @param bad how many of a roll-up's operations are bad
 */
public record Indicator(String name, Predicate<Series> series, ToLongFunction<Rollup> bad) {
  public Indicator {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(series, "series");
    Objects.requireNonNull(bad, "bad");
  }
}

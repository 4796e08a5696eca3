package dev.toolwatch.expose;

import dev.toolwatch.signal.ForwardTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A counter with one label and a limited number of its values. Also tells its caller when to log,
 * at most once a minute for each value. Thread-safe.
 */
final class BoundedCounter {
  private static final String OVERFLOW = "__other__";
  private static final Duration BETWEEN_LOG_LINES = Duration.ofMinutes(1);

  private final String name;
  private final String help;
  private final String label;
  private final int limit;
  private final ForwardTime time;
  private final long createdMillis;
  private final Map<String, Tally> tallies = new LinkedHashMap<>();

  /**
   * A counter family.
   *
   * @param limit distinct values of the label; others are counted together
   */
  BoundedCounter(String name, String help, String label, int limit, InstantSource time) {
    this.name = name;
    this.help = help;
    this.label = label;
    this.limit = limit;
    this.time = new ForwardTime(time);
    this.createdMillis = time.millis();
  }

  /** Creates the series at 0, so that rate() sees its first increment. */
  synchronized void expect(String value) {
    tally(value);
  }

  /** Counts one. Returns whether to log it, at most once a minute for each value. */
  synchronized boolean count(String value) {
    Tally tally = tally(value);
    tally.count++;
    Instant now = time.instant();
    if (tally.quietUntil.isAfter(now)) {
      return false;
    }
    tally.quietUntil = now.plus(BETWEEN_LOG_LINES);
    return true;
  }

  synchronized MetricFamily family() {
    List<CounterSample> samples = new ArrayList<>(tallies.size());
    tallies.forEach(
        (value, tally) ->
            samples.add(new CounterSample(Labels.of(label, value), tally.count, createdMillis)));
    return MetricFamily.counter(name, help, samples);
  }

  private Tally tally(String value) {
    String key = tallies.containsKey(value) || tallies.size() < limit ? value : OVERFLOW;
    return tallies.computeIfAbsent(key, unused -> new Tally());
  }

  private static final class Tally {
    private long count;
    private Instant quietUntil = Instant.MIN;
  }
}

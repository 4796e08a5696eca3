package dev.toolwatch.operating;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How many times faster than shipped rules, routes and queries run, with as many times the traffic:
 * then each window holds what it holds as shipped, and an hour takes minutes.
 *
 * @param factor 1 for as shipped
 */
record Pace(int factor) {
  /** No part of a name, as in {@code increase5m}, and no label's value, as in {@code "7d"}. */
  private static final Pattern DURATION = Pattern.compile("(?<![\\w\"])(\\d+)([smhdw])\\b");

  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1),
          "w", Duration.ofDays(7));

  /** What of the clock is a difference of times, and has to be stretched to be compared. */
  private static final Pattern ELAPSED = Pattern.compile("time\\(\\) - (.*)");

  Pace {
    if (factor < 1) {
      throw new IllegalArgumentException("factor: " + factor);
    }
  }

  Duration of(Duration asShipped) {
    return asShipped.dividedBy(factor);
  }

  /** How long it would have been as shipped. */
  double secondsAsShipped(Duration taken) {
    return taken.toMillis() / 1e3 * factor;
  }

  /** A configuration, rule or query with its durations divided. */
  String of(String text) {
    if (factor == 1) {
      return text;
    }
    String stretched = ELAPSED.matcher(text).replaceAll(factor + " * (time() - $1)");
    return DURATION
        .matcher(stretched)
        .replaceAll(
            match ->
                of(UNITS.get(match.group(2)).multipliedBy(Long.parseLong(match.group(1))))
                        .toMillis()
                    + "ms");
  }
}

package dev.toolwatch.api;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A duration as users of Prometheus and Go write it: {@code 250ms}, {@code 1.5s}, {@code 1h30m}. */
final class DurationExpression {
  static final String FORM = "a duration such as 250ms, 1.5s, 2m, 1h30m";

  private static final Pattern PART =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{1,18})(ns|us|µs|μs|ms|s|m|h)");

  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final Pattern SECONDS = Pattern.compile("\\d{1,18}(?:\\.\\d{1,18})?");

  private DurationExpression() {}

  /** In nanoseconds. A number without a unit is in seconds, as durations in answers are. */
  static long nanos(String text) {
    return withUnit(SECONDS.matcher(text).matches() ? text + "s" : text);
  }

  /** In nanoseconds. Every number but 0 has a unit. */
  static long withUnit(String text) {
    if (text.equals("0")) {
      return 0;
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher parts = PART.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!parts.region(at, text.length()).lookingAt()) {
        throw new IllegalArgumentException("is not " + FORM);
      }
      BigDecimal unit = BigDecimal.valueOf(NANOS.get(parts.group(2)));
      nanos = nanos.add(new BigDecimal(parts.group(1)).multiply(unit));
      at = parts.end();
    }
    if (at == 0 || nanos.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(at == 0 ? "is not " + FORM : "is longer than 292 years");
    }
    return nanos.longValue();
  }
}

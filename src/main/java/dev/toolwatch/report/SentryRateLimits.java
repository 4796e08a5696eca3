package dev.toolwatch.report;

import java.util.List;

/**
 * The header {@code X-Sentry-Rate-Limits}: limits separated by commas, each with seconds, categories
 * separated by semicolons, and more that is not needed, separated by colons (develop.sentry.dev, "Rate
 * Limiting"). It is not trusted: what cannot be read is as if it was not there. Pure functions.
 */
final class SentryRateLimits {
  private static final int MAX_LENGTH = 4096;
  private static final String ERRORS = "error";

  private SentryRateLimits() {}

  /**
   * For how long no errors are to be sent, in milliseconds; 0 if they may be.
   *
   * @param header its value; null if it is missing
   */
  static long errorMillis(String header) {
    if (header == null || header.length() > MAX_LENGTH) {
      return 0;
    }
    long longest = 0;
    for (String limit : header.split(",", -1)) {
      List<String> parts = List.of(limit.strip().split(":", -1));
      String seconds = parts.get(0).strip();
      List<String> categories =
          parts.size() < 2 ? List.of("") : List.of(parts.get(1).strip().split(";", -1));
      boolean ofErrors = categories.equals(List.of("")) || categories.contains(ERRORS);
      if (ofErrors && seconds.matches("\\d{1,9}(\\.\\d{1,9})?")) {
        longest = Math.max(longest, (long) Math.ceil(Double.parseDouble(seconds) * 1000));
      }
    }
    return longest;
  }
}

package dev.toolwatch.probe;

import dev.toolwatch.signal.ServiceId;
import java.time.Duration;

/**
 * A probe of the configuration.
 *
 * @param target where to, without credentials
 * @param host of the target, by which dependencies are named
 * @param interval between two checks
 * @param timeout at most the interval
 * @param failures how many checks in a row must fail before it counts as down
 * @param slow the time from which on an answer is slow; null for never
 * @param service the service whose state it tells; null for none
 */
record Probe(
    String name,
    Kind kind,
    String target,
    String host,
    Check check,
    Duration interval,
    Duration timeout,
    int failures,
    Duration slow,
    ServiceId service) {
  /** The maximum number of probes. */
  static final int MAX = 200;

  static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);
  private static final int MOST_FAILURES = 100;

  /**
   * Checks the settings that all kinds share.
   *
   * @throws IllegalArgumentException that names the setting
   */
  static void validate(String name, ProbeSettings.OneProbe settings) {
    check(
        name,
        "interval",
        settings.interval().compareTo(SHORTEST) >= 0 && settings.interval().compareTo(LONGEST) <= 0,
        "must be from 5s to 24h");
    Duration most =
        settings.interval().compareTo(LONGEST_TIMEOUT) < 0 ? settings.interval() : LONGEST_TIMEOUT;
    check(
        name,
        "timeout",
        settings.timeout().toMillis() > 0 && settings.timeout().compareTo(most) <= 0,
        "must be above 0, and at most the interval and 5m");
    check(
        name,
        "failures",
        settings.failures() >= 1 && settings.failures() <= MOST_FAILURES,
        "must be from 1 to " + MOST_FAILURES);
    settings
        .slow()
        .ifPresent(
            slow ->
                check(
                    name,
                    "slow",
                    slow.toMillis() > 0 && slow.compareTo(settings.timeout()) < 0,
                    "must be above 0 and below the timeout"));
  }

  private static void check(String name, String setting, boolean holds, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "toolwatch.probes.%s.%s %s".formatted(name, setting, allowed));
    }
  }
}

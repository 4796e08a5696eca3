package dev.toolwatch.api;

import dev.toolwatch.store.Rollup;

/**
 * What an answer shows of a roll-up, without the durations and users that it was computed from.
 *
 * @param calls the sum of the outcomes
 * @param ok calls that succeeded
 * @param clientErrors calls that failed because of the caller
 * @param serverErrors all other calls that failed
 * @param p50Seconds the median duration; null without calls
 * @param p95Seconds the 95th percentile; null without calls
 * @param p99Seconds the 99th percentile; null without calls
 * @param users distinct users that are known
 */
record Measures(
    long calls,
    long ok,
    long clientErrors,
    long serverErrors,
    Double p50Seconds,
    Double p95Seconds,
    Double p99Seconds,
    long users) {
  static final Measures NONE = of(Rollup.EMPTY);

  static Measures of(Rollup rollup) {
    return new Measures(
        rollup.total(),
        rollup.ok(),
        rollup.clientErrors(),
        rollup.serverErrors(),
        Figures.seconds(rollup, 0.5),
        Figures.seconds(rollup, 0.95),
        Figures.seconds(rollup, 0.99),
        rollup.users().count());
  }

  /** Distinct users; null if they are unknown. */
  Long knownUsers() {
    return KnownUsers.of(users, calls);
  }

  Double errorRatio() {
    return Figures.ratio(serverErrors, calls);
  }
}

package dev.toolwatch.api;

import dev.toolwatch.store.Rollup;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One point of a service's time series. All figures except operations and users are about tool
 * calls.
 *
 * @param time the start of the point, which ends where the next one begins
 * @param operations all operations, including calls
 * @param calls the sum of the three outcomes
 * @param ok calls that succeeded
 * @param clientErrors calls that failed because of the caller
 * @param serverErrors all other calls that failed
 * @param errorRatio server errors divided by calls; null without calls
 * @param p50Seconds the median duration of calls; null without calls
 * @param p95Seconds the 95th percentile; null without calls
 * @param p99Seconds the 99th percentile; null without calls
 * @param users with at least one operation; null if no operation names its user
 */
record ServiceSeriesRow(
    @Schema(description = "The start of the point") Instant time,
    @Schema(description = "All operations, including calls") long operations,
    @Schema(description = "Calls of tools: the sum of the outcomes") long calls,
    @Schema(description = "Calls that succeeded") long ok,
    @Schema(description = "Calls that failed because of the caller") long clientErrors,
    @Schema(description = "All other calls that failed") long serverErrors,
    @Schema(description = "Server errors divided by calls", nullable = true) Double errorRatio,
    @Schema(description = "Median duration of calls", nullable = true) Double p50Seconds,
    @Schema(description = "95th percentile of durations", nullable = true) Double p95Seconds,
    @Schema(description = "99th percentile of durations", nullable = true) Double p99Seconds,
    @Schema(
            description = "Users with at least one operation; null if no operation names its user",
            nullable = true)
        Long users) {

  /**
   * Makes a point.
   *
   * @param operations all of them
   * @param users who did them
   */
  static ServiceSeriesRow of(Instant time, long operations, long users, Rollup calls) {
    return new ServiceSeriesRow(
        time,
        operations,
        calls.total(),
        calls.ok(),
        calls.clientErrors(),
        calls.serverErrors(),
        Figures.ratio(calls.serverErrors(), calls.total()),
        Figures.seconds(calls, 0.5),
        Figures.seconds(calls, 0.95),
        Figures.seconds(calls, 0.99),
        KnownUsers.of(users, operations));
  }
}

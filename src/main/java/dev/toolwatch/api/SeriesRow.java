package dev.toolwatch.api;

import dev.toolwatch.store.Rollup;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One point of a tool's time series.
 *
 * @param time where it begins; it ends where the next one begins
 * @param calls in it: the sum of the three outcomes
 * @param ok calls that succeeded
 * @param clientErrors calls that failed by the caller's mistake
 * @param serverErrors all other calls that failed
 * @param errorRatio server errors by calls; null without calls
 * @param p50Seconds the median duration; null without calls
 * @param p95Seconds likewise
 * @param p99Seconds likewise
 * @param users who called it
 */
record SeriesRow(
    @Schema(description = "Where the point begins") Instant time,
    @Schema(description = "Calls: the sum of the outcomes") long calls,
    @Schema(description = "Calls that succeeded") long ok,
    @Schema(description = "Calls that failed by the caller's mistake") long clientErrors,
    @Schema(description = "All other calls that failed") long serverErrors,
    @Schema(description = "Server errors by calls", nullable = true) Double errorRatio,
    @Schema(description = "Median duration", nullable = true) Double p50Seconds,
    @Schema(description = "95th percentile of it", nullable = true) Double p95Seconds,
    @Schema(description = "99th percentile of it", nullable = true) Double p99Seconds,
    @Schema(description = "Users who called it") long users) {
  static SeriesRow of(Instant time, Rollup calls) {
    return new SeriesRow(
        time,
        calls.total(),
        calls.ok(),
        calls.clientErrors(),
        calls.serverErrors(),
        Figures.ratio(calls.serverErrors(), calls.total()),
        Figures.seconds(calls, 0.5),
        Figures.seconds(calls, 0.95),
        Figures.seconds(calls, 0.99),
        calls.users().count());
  }
}

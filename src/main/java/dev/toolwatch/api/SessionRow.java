package dev.toolwatch.api;

import dev.toolwatch.store.SessionTotals;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The sessions of a service that began in a period.
 *
 * @param service the service's name
 * @param sessions the number of sessions
 * @param operations the operations in all sessions
 * @param operationsPerSession the mean number of operations in a session
 * @param operationsP50 the median of operations in a session
 * @param operationsP95 the 95th percentile of operations in a session
 * @param meanSeconds the mean duration, from a session's first operation to its last
 * @param p50Seconds the median duration
 * @param p95Seconds the 95th percentile of durations
 * @param p99Seconds the 99th percentile of durations
 */
record SessionRow(
    @Schema(description = "The service's name") String service,
    @Schema(description = "Sessions that began in the period") long sessions,
    @Schema(description = "Operations in all sessions") long operations,
    @Schema(description = "Mean number of operations in a session") Double operationsPerSession,
    @Schema(description = "Median of operations in a session") long operationsP50,
    @Schema(description = "95th percentile of operations in a session") long operationsP95,
    @Schema(description = "Mean duration") Double meanSeconds,
    @Schema(description = "Median duration") Double p50Seconds,
    @Schema(description = "95th percentile of durations") Double p95Seconds,
    @Schema(description = "99th percentile of durations") Double p99Seconds) {
  /** Makes the row of a service with at least one session. */
  static SessionRow of(String service, SessionTotals totals) {
    return new SessionRow(
        service,
        totals.sessions(),
        totals.operations(),
        Figures.ratio(totals.operations(), totals.sessions()),
        size(totals, 0.5),
        size(totals, 0.95),
        Figures.seconds(totals.sumSeconds() / totals.sessions()),
        seconds(totals, 0.5),
        seconds(totals, 0.95),
        seconds(totals, 0.99));
  }

  private static Double seconds(SessionTotals totals, double share) {
    return Figures.seconds(totals.durations().quantile(share, totals.zeroes()));
  }

  /** A whole number: up to about 40, the middle of a bucket is nearest to the only number in it. */
  private static long size(SessionTotals totals, double share) {
    return Math.round(totals.sizes().quantile(share, 0));
  }
}

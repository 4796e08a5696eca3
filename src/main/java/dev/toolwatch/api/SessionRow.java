package dev.toolwatch.api;

import dev.toolwatch.store.SessionTotals;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The sessions of a service that began in a period.
 *
 * @param service its name
 * @param sessions how many
 * @param operations in all of them
 * @param operationsPerSession the mean
 * @param operationsP50 the median of operations in a session
 * @param operationsP95 its 95th percentile
 * @param meanSeconds the mean duration, from a session's first operation to its last
 * @param p50Seconds the median duration
 * @param p95Seconds its 95th percentile
 * @param p99Seconds its 99th percentile
 */
record SessionRow(
    @Schema(description = "The service's name") String service,
    @Schema(description = "Sessions that began in the period") long sessions,
    @Schema(description = "Operations in all of them") long operations,
    @Schema(description = "Mean of operations in a session") Double operationsPerSession,
    @Schema(description = "Median of it") long operationsP50,
    @Schema(description = "95th percentile of it") long operationsP95,
    @Schema(description = "Mean duration") Double meanSeconds,
    @Schema(description = "Median duration") Double p50Seconds,
    @Schema(description = "95th percentile of it") Double p95Seconds,
    @Schema(description = "99th percentile of it") Double p99Seconds) {
  /** Of at least one session. */
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

  /** Whole: up to some forty, a bucket's middle is nearer to its number than to any other. */
  private static long size(SessionTotals totals, double share) {
    return Math.round(totals.sizes().quantile(share, 0));
  }
}

package dev.toolwatch.api;

import dev.toolwatch.store.Rollup;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A service over a period. All figures but operations and users are of its calls.
 *
 * @param service its name
 * @param operations all that it handled, calls among them
 * @param calls of its tools
 * @param clientErrors calls that failed by the caller's mistake
 * @param serverErrors all other calls that failed
 * @param errorRatio server errors by calls; null without calls
 * @param p50Seconds the median duration of calls; null without calls
 * @param p95Seconds likewise
 * @param p99Seconds likewise
 * @param users with at least one operation
 * @param tools that were called
 * @param previousCalls calls of the period before
 * @param callsChange by how much calls grew, as a part of those before; null where there were none
 * @param lastSeen the minute of its last operation, whether in the period or since
 */
record ServiceRow(
    @Schema(description = "The service's name") String service,
    @Schema(description = "All that it handled, calls among them") long operations,
    @Schema(description = "Calls of its tools") long calls,
    @Schema(description = "Calls that failed by the caller's mistake") long clientErrors,
    @Schema(description = "All other calls that failed") long serverErrors,
    @Schema(description = "Server errors by calls", nullable = true) Double errorRatio,
    @Schema(description = "Median duration of calls", nullable = true) Double p50Seconds,
    @Schema(description = "95th percentile of it", nullable = true) Double p95Seconds,
    @Schema(description = "99th percentile of it", nullable = true) Double p99Seconds,
    @Schema(description = "Users with at least one operation") long users,
    @Schema(description = "Tools that were called") long tools,
    @Schema(description = "Calls in the period before") long previousCalls,
    @Schema(description = "Growth of calls since, as a part of them", nullable = true)
        Double callsChange,
    @Schema(description = "Minute of the last operation", nullable = true) Instant lastSeen) {

  /** What a service's row is made of. */
  static ServiceRow of(
      String service, Rollup whole, Rollup calls, long tools, long before, Instant lastSeen) {
    return new ServiceRow(
        service,
        whole.total(),
        calls.total(),
        calls.clientErrors(),
        calls.serverErrors(),
        Figures.ratio(calls.serverErrors(), calls.total()),
        Figures.seconds(calls, 0.5),
        Figures.seconds(calls, 0.95),
        Figures.seconds(calls, 0.99),
        whole.users().count(),
        tools,
        before,
        Figures.change(calls.total(), before),
        lastSeen);
  }
}

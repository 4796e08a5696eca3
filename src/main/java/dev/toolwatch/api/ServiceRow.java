package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.toolwatch.store.Rollup;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A service over a period. All figures except operations and users are about tool calls.
 *
 * @param service the service's name
 * @param operations all operations, including calls
 * @param calls of the service's tools
 * @param clientErrors calls that failed because of the caller
 * @param serverErrors all other calls that failed
 * @param errorRatio server errors divided by calls; null without calls
 * @param p50Seconds the median duration of calls; null without calls
 * @param p95Seconds the 95th percentile; null without calls
 * @param p99Seconds the 99th percentile; null without calls
 * @param users with at least one operation; null if no operation names its user
 * @param tools the number of tools that were called
 * @param previousCalls calls in the previous period
 * @param callsChange the relative change in calls; null if there were no previous calls
 * @param lastSeen the minute of the last operation, even if it is after the period
 * @param points calls in equal parts of the period; null if none are asked for
 */
record ServiceRow(
    @Schema(description = "The service's name") String service,
    @Schema(description = "All operations, including calls") long operations,
    @Schema(description = "Calls of the service's tools") long calls,
    @Schema(description = "Calls that failed because of the caller") long clientErrors,
    @Schema(description = "All other calls that failed") long serverErrors,
    @Schema(description = "Server errors divided by calls", nullable = true) Double errorRatio,
    @Schema(description = "Median duration of calls", nullable = true) Double p50Seconds,
    @Schema(description = "95th percentile of durations", nullable = true) Double p95Seconds,
    @Schema(description = "99th percentile of durations", nullable = true) Double p99Seconds,
    @Schema(
            description = "Users with at least one operation; null if no operation names its user",
            nullable = true)
        Long users,
    @Schema(description = "Number of tools that were called") long tools,
    @Schema(description = "Calls in the previous period") long previousCalls,
    @Schema(description = "Relative change in calls since the previous period", nullable = true)
        Double callsChange,
    @Schema(description = "Minute of the last operation", nullable = true) Instant lastSeen,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(
            description =
                "Calls in equal parts of the period, as many as the parameter points says; only in"
                    + " JSON",
            nullable = true)
        List<Long> points) {

  /** Makes the row of a service, without points. */
  static ServiceRow of(
      String service, Measures whole, Rollup calls, long tools, long before, Instant lastSeen) {
    return new ServiceRow(
        service,
        whole.calls(),
        calls.total(),
        calls.clientErrors(),
        calls.serverErrors(),
        Figures.ratio(calls.serverErrors(), calls.total()),
        Figures.seconds(calls, 0.5),
        Figures.seconds(calls, 0.95),
        Figures.seconds(calls, 0.99),
        whole.knownUsers(),
        tools,
        before,
        Figures.change(calls.total(), before),
        lastSeen,
        null);
  }

  /** The same row with other points. */
  ServiceRow withPoints(List<Long> others) {
    return new ServiceRow(
        service,
        operations,
        calls,
        clientErrors,
        serverErrors,
        errorRatio,
        p50Seconds,
        p95Seconds,
        p99Seconds,
        users,
        tools,
        previousCalls,
        callsChange,
        lastSeen,
        others);
  }
}

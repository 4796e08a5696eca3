package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A tool of a service over a period.
 *
 * @param service the service's name
 * @param tool the tool's name
 * @param calls the sum of the three outcomes
 * @param ok calls that succeeded
 * @param clientErrors calls that failed because of the caller
 * @param serverErrors all other calls that failed
 * @param errorRatio server errors divided by calls; null without calls
 * @param p50Seconds the median duration; null without calls
 * @param p95Seconds the 95th percentile; null without calls
 * @param p99Seconds the 99th percentile; null without calls
 * @param users who called the tool; null if they are unknown
 * @param adoption the tool's users divided by the service's users; null if one of them is unknown, or
 *     the service has none
 * @param trend the change in calls since the previous period, as a word
 * @param previousCalls calls in the previous period
 * @param callsChange the relative change in calls; null if there were no previous calls
 * @param previousUsers users in the previous period; null if they are unknown
 * @param usersChange the relative change in users; null if there were none before, or one of
 *     both numbers is unknown
 * @param firstUsed the minute of the first call ever
 * @param lastUsed the minute of the last call, even if it is after the period
 * @param points calls in equal parts of the period; null if none are asked for
 */
record ToolRow(
    @Schema(description = "The service's name") String service,
    @Schema(description = "The tool's name") String tool,
    @Schema(description = "Calls: the sum of the outcomes") long calls,
    @Schema(description = "Calls that succeeded") long ok,
    @Schema(description = "Calls that failed because of the caller") long clientErrors,
    @Schema(description = "All other calls that failed") long serverErrors,
    @Schema(description = "Server errors divided by calls", nullable = true) Double errorRatio,
    @Schema(description = "Median duration", nullable = true) Double p50Seconds,
    @Schema(description = "95th percentile of durations", nullable = true) Double p95Seconds,
    @Schema(description = "99th percentile of durations", nullable = true) Double p99Seconds,
    @Schema(description = "Users who called the tool; null if unknown", nullable = true) Long users,
    @Schema(description = "The tool's users divided by the service's users", nullable = true)
        Double adoption,
    @Schema(description = "The change in calls since the previous period, as a word") Trend trend,
    @Schema(description = "Calls in the previous period") long previousCalls,
    @Schema(description = "Relative change in calls since the previous period", nullable = true)
        Double callsChange,
    @Schema(description = "Users in the previous period; null if unknown", nullable = true)
        Long previousUsers,
    @Schema(description = "Relative change in users since the previous period", nullable = true)
        Double usersChange,
    @Schema(description = "Minute of the first call ever", nullable = true) Instant firstUsed,
    @Schema(description = "Minute of the last call", nullable = true) Instant lastUsed,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(
            description =
                "Calls in equal parts of the period, as many as the parameter points says; only in"
                    + " JSON",
            nullable = true)
        List<Long> points) {}

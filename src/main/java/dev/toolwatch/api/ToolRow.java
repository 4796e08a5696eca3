package dev.toolwatch.api;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A tool of a service over a period.
 *
 * @param service the service's name
 * @param tool the tool's
 * @param calls of it: the sum of the three outcomes
 * @param ok calls that succeeded
 * @param clientErrors calls that failed by the caller's mistake
 * @param serverErrors all other calls that failed
 * @param errorRatio server errors by calls; null without calls
 * @param p50Seconds the median duration; null without calls
 * @param p95Seconds likewise
 * @param p99Seconds likewise
 * @param users who called it
 * @param adoption its users by the service's; null where that has none
 * @param trend in a word
 * @param previousCalls calls of the period before
 * @param callsChange by how much calls grew, as a part of those before; null where there were none
 * @param previousUsers users of the period before
 * @param usersChange by how much users grew, likewise
 * @param firstUsed the minute of its first call ever
 * @param lastUsed the minute of its last one, whether in the period or since
 */
record ToolRow(
    @Schema(description = "The service's name") String service,
    @Schema(description = "The tool's name") String tool,
    @Schema(description = "Calls: the sum of the outcomes") long calls,
    @Schema(description = "Calls that succeeded") long ok,
    @Schema(description = "Calls that failed by the caller's mistake") long clientErrors,
    @Schema(description = "All other calls that failed") long serverErrors,
    @Schema(description = "Server errors by calls", nullable = true) Double errorRatio,
    @Schema(description = "Median duration", nullable = true) Double p50Seconds,
    @Schema(description = "95th percentile of it", nullable = true) Double p95Seconds,
    @Schema(description = "99th percentile of it", nullable = true) Double p99Seconds,
    @Schema(description = "Users who called it") long users,
    @Schema(description = "Its users by the service's", nullable = true) Double adoption,
    @Schema(description = "Calls against the period before, in a word") Trend trend,
    @Schema(description = "Calls in the period before") long previousCalls,
    @Schema(description = "Growth of calls since, as a part of them", nullable = true)
        Double callsChange,
    @Schema(description = "Users in the period before") long previousUsers,
    @Schema(description = "Growth of users since, as a part of them", nullable = true)
        Double usersChange,
    @Schema(description = "Minute of the first call ever", nullable = true) Instant firstUsed,
    @Schema(description = "Minute of the last call", nullable = true) Instant lastUsed) {}

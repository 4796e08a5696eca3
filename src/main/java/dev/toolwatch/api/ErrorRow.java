package dev.toolwatch.api;

import dev.toolwatch.errors.CountedGroup;
import dev.toolwatch.errors.GroupDetails;
import dev.toolwatch.errors.StoredGroup;
import dev.toolwatch.signal.Outcome;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An error group.
 *
 * @param fingerprint identifies the group
 * @param service whose errors they are
 * @param type of the exception, or MCP's code
 * @param message of the first error, without secrets
 * @param status open, resolved or ignored
 * @param regressed whether it is open because it came back after it was resolved
 * @param outcome whether its errors are the callers' mistakes
 * @param groupedBy why its errors are one group
 * @param firstSeen when the first of all its errors happened
 * @param lastSeen when the last of all its errors happened
 * @param events errors in the period
 * @param users who had one, on the days of the period; null if no error names its user
 * @param tools that failed with it, the one with the most errors first
 * @param firstVersion of the service when it was first seen; null if unknown
 * @param lastVersion of the service when it was last seen; null if unknown
 * @param traceId of the newest sample that has a trace; null if none has
 */
record ErrorRow(
    @Schema(description = "Identifies the group: the version of the rules, and a hash")
        String fingerprint,
    @Schema(description = "The service whose errors they are") String service,
    @Schema(description = "The exception's type, or MCP's code") String type,
    @Schema(description = "The message of the first error, without secrets") String message,
    @Schema(description = "open, resolved or ignored") String status,
    @Schema(description = "Whether it is open because it came back after it was resolved")
        boolean regressed,
    @Schema(description = "server_error, or client_error if its errors are the callers' mistakes")
        String outcome,
    @Schema(
            description =
                "Why its errors are one group: stack_trace, library_stack_trace, message, type,"
                    + " mcp_code; overflow for all errors beyond the limit of groups")
        String groupedBy,
    @Schema(description = "When the first of all its errors happened") Instant firstSeen,
    @Schema(description = "When the last of all its errors happened") Instant lastSeen,
    @Schema(description = "Errors in the period") long events,
    @Schema(
            description =
                "Users who had one of its errors, on the days (UTC) of the period; null if no error"
                    + " names its user",
            nullable = true)
        Long users,
    @Schema(description = "The tools that failed with it, the one with the most errors first")
        List<String> tools,
    @Schema(description = "The service's version when it was first seen", nullable = true)
        String firstVersion,
    @Schema(description = "The service's version when it was last seen", nullable = true)
        String lastVersion,
    @Schema(
            description = "The trace of the newest sample that has one, 32 hexadecimal digits",
            nullable = true)
        String traceId) {
  static ErrorRow of(CountedGroup counted, GroupDetails details, Instant now) {
    StoredGroup group = counted.group();
    boolean traced = details.traceIdHigh() != 0 || details.traceIdLow() != 0;
    return new ErrorRow(
        group.grouping().fingerprint().toString(),
        group.service().name(),
        group.type(),
        group.message(),
        ErrorStatus.at(now, group).label(),
        ErrorStatus.isRegressed(now, group),
        (group.callersMistake() ? Outcome.CLIENT_ERROR : Outcome.SERVER_ERROR).label(),
        group.grouping().groupedBy().label(),
        Instant.ofEpochMilli(group.firstMillis()),
        Instant.ofEpochMilli(group.lastMillis()),
        counted.events(),
        KnownUsers.of(details.users().count(), counted.events()),
        details.tools(),
        TraceRow.orNull(group.firstVersion()),
        TraceRow.orNull(group.lastVersion()),
        traced ? new TraceId(details.traceIdHigh(), details.traceIdLow()).toString() : null);
  }
}

package dev.toolwatch.api;

import dev.toolwatch.errors.ErrorSample;
import dev.toolwatch.signal.ShownUsers;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One error of a group.
 *
 * @param time when it happened
 * @param traceId 32 hexadecimal digits; null if it has no trace
 * @param spanId 16 hexadecimal digits; null if it has no span
 * @param user the user's pseudonym, in 16 hexadecimal digits; null if unknown
 * @param version of the service; null if unknown
 * @param tool that was called; null if none was
 * @param message of the reported exception; null if there is none
 * @param language of the stack trace
 * @param exceptions the reported one, then its cause, and so on
 */
record ErrorSampleRow(
    @Schema(description = "When it happened") Instant time,
    @Schema(nullable = true, description = "32 hexadecimal digits") String traceId,
    @Schema(nullable = true, description = "16 hexadecimal digits") String spanId,
    @Schema(nullable = true, description = "The user's pseudonym, in 16 hexadecimal digits")
        String user,
    @Schema(nullable = true, description = "The service's version") String version,
    @Schema(nullable = true, description = "The tool that was called") String tool,
    @Schema(nullable = true, description = "The message of the reported exception") String message,
    @Schema(description = "The language of the stack trace; other if none could be read")
        String language,
    @Schema(description = "The reported exception, then its cause, the cause's cause, and so on")
        List<ExceptionRow> exceptions) {
  static ErrorSampleRow of(ErrorSample sample, ShownUsers shown) {
    boolean traced = sample.traceIdHigh() != 0 || sample.traceIdLow() != 0;
    return new ErrorSampleRow(
        Instant.ofEpochMilli(sample.millis()),
        traced ? new TraceId(sample.traceIdHigh(), sample.traceIdLow()).toString() : null,
        hex(sample.spanId()),
        hex(shown.shown(sample.user())),
        TraceRow.orNull(sample.version()),
        TraceRow.orNull(sample.tool()),
        TraceRow.orNull(sample.exception().reported().message()),
        sample.exception().language().label(),
        sample.exception().chain().stream().map(ExceptionRow::of).toList());
  }

  private static String hex(long id) {
    return id == 0 ? null : TraceId.hex(id);
  }
}

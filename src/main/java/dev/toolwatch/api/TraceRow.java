package dev.toolwatch.api;

import dev.toolwatch.traces.StoredTrace;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A kept trace.
 *
 * @param traceId its id, 32 hexadecimal digits
 * @param started when its first span began
 * @param durationSeconds until its last span ended
 * @param service of its call, or of its first span
 * @param tool of its call; null if it has none
 * @param outcome of its call; without a call, server_error if a span failed
 * @param spans how many it has
 * @param reason why it was kept
 * @param slowest the name of the span with the most self time; null if it is not known
 */
record TraceRow(
    @Schema(description = "32 hexadecimal digits") String traceId,
    @Schema(description = "When its first span began") Instant started,
    @Schema(description = "Until its last span ended") double durationSeconds,
    @Schema(description = "The service of its call, or of its first span") String service,
    @Schema(nullable = true, description = "The tool of its call; null if it has none") String tool,
    @Schema(description = "The outcome of its call: ok, client_error, server_error") String outcome,
    @Schema(description = "How many spans it has") int spans,
    @Schema(description = "Why it was kept: error, slow, rare, sampled") String reason,
    @Schema(nullable = true, description = "The name of the span with the most self time")
        String slowest) {
  static TraceRow of(StoredTrace trace) {
    return new TraceRow(
        new TraceId(trace.idHigh(), trace.idLow()).toString(),
        Figures.instant(trace.startNanos()),
        Figures.exactSeconds(trace.endNanos() - trace.startNanos()),
        trace.service(),
        orNull(trace.tool()),
        trace.outcome().label(),
        trace.spans(),
        trace.reason().label(),
        orNull(trace.slowest()));
  }

  /** The text; null if it is empty. */
  static String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}

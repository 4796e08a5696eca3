package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Kept traces that began in a period.
 *
 * @param from the start of the period
 * @param to the end of the period, exclusive
 * @param rows the latest first
 * @param nextCursor for the next page; null on the last page
 */
@RegisterForReflection(targets = {TracesAnswer.class, TraceRow.class})
record TracesAnswer(
    Instant from,
    Instant to,
    @JsonProperty("traces") List<TraceRow> rows,
    @Schema(nullable = true) String nextCursor)
    implements Table<TraceRow> {
  @Override
  public Class<TraceRow> rowType() {
    return TraceRow.class;
  }
}

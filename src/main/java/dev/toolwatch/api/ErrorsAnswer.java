package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The error groups of a period.
 *
 * @param from the start of the period, widened to whole hours
 * @param to the end of the period, exclusive
 * @param rows the groups that had an error in it
 * @param nextCursor for the next page; null on the last page
 */
@RegisterForReflection(targets = {ErrorsAnswer.class, ErrorRow.class})
record ErrorsAnswer(
    Instant from,
    Instant to,
    @JsonProperty("errors") List<ErrorRow> rows,
    @Schema(nullable = true) String nextCursor)
    implements Table<ErrorRow> {
  @Override
  public Class<ErrorRow> rowType() {
    return ErrorRow.class;
  }
}

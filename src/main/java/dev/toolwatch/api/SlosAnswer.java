package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The state of objectives.
 *
 * @param at the time of the answer
 * @param rows a row for each objective and service
 * @param nextCursor for the next page; null on the last page
 */
@RegisterForReflection(targets = {SlosAnswer.class, SloRow.class})
record SlosAnswer(
    Instant at, @JsonProperty("slos") List<SloRow> rows, @Schema(nullable = true) String nextCursor)
    implements Table<SloRow> {
  @Override
  public Class<SloRow> rowType() {
    return SloRow.class;
  }
}

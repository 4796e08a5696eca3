package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How objectives stand.
 *
 * @param at the time of the answer
 * @param rows an objective for a service each
 * @param nextCursor for the next page; null on the last
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

package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Tools over a period.
 *
 * @param from the start of the period, widened to the roll-ups that are kept
 * @param to the end of the period, exclusive
 * @param previousFrom the start of the previous period, which ends where this one begins
 * @param rows the tools that were called in one of both
 * @param nextCursor for the next page; null on the last page
 * @param hint how to send users, if those of a row are unknown; otherwise it is left out
 */
@RegisterForReflection(targets = {ToolsAnswer.class, ToolRow.class})
record ToolsAnswer(
    Instant from,
    Instant to,
    Instant previousFrom,
    @JsonProperty("tools") List<ToolRow> rows,
    @Schema(nullable = true) String nextCursor,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(nullable = true) String hint)
    implements Table<ToolRow> {
  @Override
  public Class<ToolRow> rowType() {
    return ToolRow.class;
  }

  @Override
  public Set<String> onlyInJson() {
    return Set.of(SmallCharts.POINTS);
  }
}

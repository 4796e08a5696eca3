package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A probe over time. The CSV has the points.
 *
 * @param probe its name
 * @param from the start of the first point
 * @param to the end of the last point, exclusive
 * @param step the distance between points
 * @param rows the points without gaps, including points without checks
 * @param server what an MCP server says of itself; null for other kinds
 * @param changes of its tools in the period, the latest first
 */
@RegisterForReflection(
    targets = {
      ProbeHistoryAnswer.class,
      ProbePointRow.class,
      ProbeServerRow.class,
      ProbeChangeRow.class
    })
record ProbeHistoryAnswer(
    String probe,
    Instant from,
    Instant to,
    String step,
    @JsonProperty("points") List<ProbePointRow> rows,
    @Schema(nullable = true) ProbeServerRow server,
    List<ProbeChangeRow> changes)
    implements Table<ProbePointRow> {
  @Override
  public Class<ProbePointRow> rowType() {
    return ProbePointRow.class;
  }
}

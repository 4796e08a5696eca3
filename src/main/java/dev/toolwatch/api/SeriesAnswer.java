package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A tool's time series.
 *
 * @param tool the tool's name
 * @param service the service's name; null for all services that have a tool with that name
 * @param from the start of the first point
 * @param to the end of the last point, exclusive
 * @param step the distance between points
 * @param rows the points without gaps, including points without calls
 * @param hint how to send users, if those of a point are unknown; otherwise it is left out
 */
@RegisterForReflection(targets = {SeriesAnswer.class, SeriesRow.class})
record SeriesAnswer(
    String tool,
    @Schema(nullable = true) String service,
    Instant from,
    Instant to,
    String step,
    @JsonProperty("points") List<SeriesRow> rows,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(nullable = true) String hint)
    implements Table<SeriesRow> {
  @Override
  public Class<SeriesRow> rowType() {
    return SeriesRow.class;
  }
}

package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A tool's time series.
 *
 * @param tool its name
 * @param service the service's name; null for all services that have a tool of that name
 * @param from where the first point begins
 * @param to where the last one ends, exclusive
 * @param step how far points are apart
 * @param rows the points without a gap, those without calls among them
 */
@RegisterForReflection(targets = {SeriesAnswer.class, SeriesRow.class})
record SeriesAnswer(
    String tool,
    @Schema(nullable = true) String service,
    Instant from,
    Instant to,
    String step,
    @JsonProperty("points") List<SeriesRow> rows)
    implements Table<SeriesRow> {
  @Override
  public Class<SeriesRow> rowType() {
    return SeriesRow.class;
  }
}

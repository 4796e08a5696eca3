package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A service's time series, or that of all services together.
 *
 * @param service the service's name; null for all services
 * @param from the start of the first point
 * @param to the end of the last point, exclusive
 * @param step the distance between points
 * @param rows the points without gaps, including points without operations
 * @param hint how to send users, if those of a point are unknown; otherwise it is left out
 */
@RegisterForReflection(targets = {ServiceSeriesAnswer.class, ServiceSeriesRow.class})
record ServiceSeriesAnswer(
    @Schema(nullable = true) String service,
    Instant from,
    Instant to,
    String step,
    @JsonProperty("points") List<ServiceSeriesRow> rows,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(nullable = true) String hint)
    implements Table<ServiceSeriesRow> {
  @Override
  public Class<ServiceSeriesRow> rowType() {
    return ServiceSeriesRow.class;
  }
}

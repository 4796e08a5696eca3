package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Services over a period.
 *
 * @param from the start of the period, widened to the roll-ups that are kept
 * @param to the end of the period, exclusive
 * @param previousFrom the start of the previous period, which ends where this one begins
 * @param total of all services, on whatever page
 * @param rows the services
 * @param nextCursor for the next page; null on the last page
 * @param hint how to send users, if those of a row are unknown; otherwise it is left out
 */
@RegisterForReflection(targets = {ServicesAnswer.class, ServiceRow.class, FleetTotal.class})
record ServicesAnswer(
    Instant from,
    Instant to,
    Instant previousFrom,
    @Schema(description = "All services together") FleetTotal total,
    @JsonProperty("services") List<ServiceRow> rows,
    @Schema(nullable = true) String nextCursor,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(nullable = true) String hint)
    implements Table<ServiceRow> {
  @Override
  public Class<ServiceRow> rowType() {
    return ServiceRow.class;
  }

  @Override
  public Set<String> onlyInJson() {
    return Set.of(SmallCharts.POINTS);
  }
}

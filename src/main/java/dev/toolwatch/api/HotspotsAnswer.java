package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Where the time of tools' calls goes over a period.
 *
 * @param from the start of the period, widened to whole hours
 * @param to the end of the period, exclusive
 * @param rows by the name of spans, those with the most self time first
 * @param nextCursor for the next page; null on the last page
 */
@RegisterForReflection(targets = {HotspotsAnswer.class, HotspotRow.class})
record HotspotsAnswer(
    Instant from,
    Instant to,
    @JsonProperty("hotspots") List<HotspotRow> rows,
    @Schema(nullable = true) String nextCursor)
    implements Table<HotspotRow> {
  @Override
  public Class<HotspotRow> rowType() {
    return HotspotRow.class;
  }
}

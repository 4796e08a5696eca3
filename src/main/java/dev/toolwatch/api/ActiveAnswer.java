package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Active users over time.
 *
 * @param service the service's name; null for all services, with each user counted once
 * @param window the distance between points: {@code day}, {@code week} or {@code month}
 * @param fromDay the day of the first point
 * @param toDay the day of the last point
 * @param rows the points, oldest first
 * @param hint how to send users, if those of a point are unknown; otherwise it is left out
 */
@RegisterForReflection(targets = {ActiveAnswer.class, ActiveRow.class})
record ActiveAnswer(
    @Schema(nullable = true) String service,
    String window,
    LocalDate fromDay,
    LocalDate toDay,
    @JsonProperty("points") List<ActiveRow> rows,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(nullable = true) String hint)
    implements Table<ActiveRow> {
  @Override
  public Class<ActiveRow> rowType() {
    return ActiveRow.class;
  }
}

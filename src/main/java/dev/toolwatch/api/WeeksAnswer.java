package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * New, kept, returned and lost users by week.
 *
 * @param service the service's name; null for all services, with each user counted once
 * @param fromWeek the Monday of the first week
 * @param toWeek the Monday of the last week
 * @param knownSince the Monday of the first week that users are compared with
 * @param rows the weeks, oldest first
 * @param hint how to send users, if none is known; otherwise it is left out
 */
@RegisterForReflection(targets = {WeeksAnswer.class, WeekRow.class})
record WeeksAnswer(
    @Schema(nullable = true) String service,
    LocalDate fromWeek,
    LocalDate toWeek,
    LocalDate knownSince,
    @JsonProperty("weeks") List<WeekRow> rows,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(nullable = true) String hint)
    implements Table<WeekRow> {
  @Override
  public Class<WeekRow> rowType() {
    return WeekRow.class;
  }
}

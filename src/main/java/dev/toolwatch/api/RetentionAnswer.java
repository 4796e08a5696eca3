package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Which users return.
 *
 * @param service the service's name; null for all services, with each user counted once
 * @param fromWeek the Monday of the first week
 * @param toWeek the Monday of the last week
 * @param rows a row for each cohort and each week from its own on
 * @param hint how to send users, if none is known; otherwise it is left out
 */
@RegisterForReflection(targets = {RetentionAnswer.class, CohortRow.class})
record RetentionAnswer(
    @Schema(nullable = true) String service,
    LocalDate fromWeek,
    LocalDate toWeek,
    @JsonProperty("cohorts") List<CohortRow> rows,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(nullable = true) String hint)
    implements Table<CohortRow> {
  @Override
  public Class<CohortRow> rowType() {
    return CohortRow.class;
  }
}

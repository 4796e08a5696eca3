package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What was done in a period.
 *
 * @param from the start of the period
 * @param to the end of the period, exclusive
 * @param rows the latest first
 * @param check whether entries were changed or removed; null if that was not asked for
 * @param nextCursor for the next page; null on the last page
 */
@RegisterForReflection(targets = {AuditAnswer.class, AuditCheck.class, AuditRow.class})
record AuditAnswer(
    Instant from,
    Instant to,
    @JsonProperty("audit") List<AuditRow> rows,
    @Schema(nullable = true) AuditCheck check,
    @Schema(nullable = true) String nextCursor)
    implements Table<AuditRow> {
  @Override
  public Class<AuditRow> rowType() {
    return AuditRow.class;
  }
}

package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A page of maintenance windows, the latest first.
 *
 * @param rows the windows
 * @param nextCursor for the next page; null on the last page
 */
@RegisterForReflection
record MaintenanceAnswer(
    @JsonProperty("maintenance_windows") List<MaintenanceRow> rows,
    @Schema(nullable = true) String nextCursor)
    implements Table<MaintenanceRow> {
  @Override
  public Class<MaintenanceRow> rowType() {
    return MaintenanceRow.class;
  }
}

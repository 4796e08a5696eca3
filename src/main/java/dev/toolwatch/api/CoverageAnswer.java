package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Checks of the services' instrumentation.
 *
 * @param rows the checks, service by service
 * @param nextCursor for the next page; null on the last page
 */
@RegisterForReflection(targets = {CoverageAnswer.class, CoverageRow.class})
record CoverageAnswer(
    @JsonProperty("coverage") List<CoverageRow> rows, @Schema(nullable = true) String nextCursor)
    implements Table<CoverageRow> {
  @Override
  public Class<CoverageRow> rowType() {
    return CoverageRow.class;
  }
}

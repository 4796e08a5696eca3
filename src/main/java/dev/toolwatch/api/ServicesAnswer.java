package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Services over a period.
 *
 * @param from where the period begins, in roll-ups that are kept
 * @param to where it ends, exclusive
 * @param previousFrom where the period before begins; it ends where this one begins
 * @param rows the services
 * @param nextCursor for the next page; null on the last
 */
@RegisterForReflection(targets = {ServicesAnswer.class, ServiceRow.class})
record ServicesAnswer(
    Instant from,
    Instant to,
    Instant previousFrom,
    @JsonProperty("services") List<ServiceRow> rows,
    @Schema(nullable = true) String nextCursor)
    implements Table<ServiceRow> {
  @Override
  public Class<ServiceRow> rowType() {
    return ServiceRow.class;
  }
}

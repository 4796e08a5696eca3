package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Sessions over a period.
 *
 * @param from the start of the period, widened to the roll-ups that are kept
 * @param to the end of the period, exclusive
 * @param rows the services with sessions that began in the period
 * @param nextCursor for the next page; null on the last page
 */
@RegisterForReflection(targets = {SessionsAnswer.class, SessionRow.class})
record SessionsAnswer(
    Instant from,
    Instant to,
    @JsonProperty("services") List<SessionRow> rows,
    @Schema(nullable = true) String nextCursor)
    implements Table<SessionRow> {
  @Override
  public Class<SessionRow> rowType() {
    return SessionRow.class;
  }
}

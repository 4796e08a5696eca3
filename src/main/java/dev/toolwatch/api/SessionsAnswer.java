package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Sessions over a period.
 *
 * @param from where the period begins, in roll-ups that are kept
 * @param to where it ends, exclusive
 * @param rows the services that sessions began at
 * @param nextCursor for the next page; null on the last
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

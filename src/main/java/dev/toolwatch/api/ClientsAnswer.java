package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Clients over a period.
 *
 * @param from the start of the period, widened to the roll-ups that are kept
 * @param to the end of the period, exclusive
 * @param rows the clients
 * @param nextCursor for the next page; null on the last page
 * @param hint how to send users, if those of a client are unknown; otherwise it is left out
 */
@RegisterForReflection(targets = {ClientsAnswer.class, ClientRow.class})
record ClientsAnswer(
    Instant from,
    Instant to,
    @JsonProperty("clients") List<ClientRow> rows,
    @Schema(nullable = true) String nextCursor,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(nullable = true) String hint)
    implements Table<ClientRow> {
  @Override
  public Class<ClientRow> rowType() {
    return ClientRow.class;
  }
}

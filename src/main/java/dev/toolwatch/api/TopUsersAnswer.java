package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The most active users over a period.
 *
 * @param service the service's name; null for all services
 * @param from the start of the period, widened to the roll-ups that are kept
 * @param to the end of the period, exclusive
 * @param otherOperations operations of users beyond the limit; if it is not 0, the operations of a
 *     listed user are a lower bound
 * @param rows the users
 * @param nextCursor for the next page; null on the last page
 */
@RegisterForReflection(targets = {TopUsersAnswer.class, TopUserRow.class})
record TopUsersAnswer(
    @Schema(nullable = true) String service,
    Instant from,
    Instant to,
    long otherOperations,
    @JsonProperty("users") List<TopUserRow> rows,
    @Schema(nullable = true) String nextCursor)
    implements Table<TopUserRow> {
  @Override
  public Class<TopUserRow> rowType() {
    return TopUserRow.class;
  }
}

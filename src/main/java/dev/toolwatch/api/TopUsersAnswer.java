package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The most active users over a period.
 *
 * @param service the service's name; null for all
 * @param from where the period begins, in roll-ups that are kept
 * @param to where it ends, exclusive
 * @param otherOperations by users that are too many to be listed; where it is not 0, a user's
 *     operations are counted at least
 * @param rows the users
 * @param nextCursor for the next page; null on the last
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

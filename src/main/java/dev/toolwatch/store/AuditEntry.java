package dev.toolwatch.store;

import java.time.Instant;
import java.util.Objects;

/**
 * Who changed what. Immutable.
 *
 * @param time to the millisecond
 * @param who the name of a token, or where the request came from if none is required
 * @param action a verb with what it is about, such as {@code error.resolve}
 * @param subject identifies what was changed
 * @param detail how it was changed, for people; empty if there is nothing to say
 */
public record AuditEntry(Instant time, String who, String action, String subject, String detail) {
  public AuditEntry {
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(who, "who");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(detail, "detail");
  }
}

package dev.toolwatch.store;

import java.time.Instant;
import java.util.Objects;

/**
 * Who did what. Immutable.
 *
 * @param time to the millisecond
 * @param who the name of a token, or where the request came from if none is required
 * @param address where the request came from; empty if that is not known, or if nobody asked for it
 * @param action a verb with what it is about, such as {@code error.resolve}
 * @param subject identifies what it was done to
 * @param detail how it was done, for people; empty if there is nothing to say
 */
public record AuditEntry(
    Instant time, String who, String address, String action, String subject, String detail) {
  public AuditEntry {
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(who, "who");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(detail, "detail");
  }
}

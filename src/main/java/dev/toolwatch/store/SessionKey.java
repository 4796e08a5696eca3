package dev.toolwatch.store;

import dev.toolwatch.signal.ServiceId;
import java.util.Objects;

/**
 * Whose sessions they are: one for an id that was sent, or all of one user, who has a new one after
 * each pause.
 *
 * @param service the service's name
 * @param id a keyed hash of the session's id, or the user's pseudonym where none is sent
 * @param byUser whether it is the user's
 */
public record SessionKey(ServiceId service, long id, boolean byUser) {
  public SessionKey {
    Objects.requireNonNull(service, "service");
  }
}

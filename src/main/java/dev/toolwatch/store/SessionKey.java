package dev.toolwatch.store;

import java.util.Objects;

/**
 * A session of a service: the one that was sent, or what one user does without a pause.
 *
 * @param service the service's name
 * @param id a hash of the session's id, or of the user where none is sent
 * @param byUser whether it is the user's: such a one ends after a pause and the next begins
 */
public record SessionKey(String service, long id, boolean byUser) {
  public SessionKey {
    Objects.requireNonNull(service, "service");
  }
}

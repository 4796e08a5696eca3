package dev.toolwatch.store;

import dev.toolwatch.signal.ServiceId;
import java.util.Objects;

/**
 * Sessions of one kind of one service.
 *
 * @param service the service's name
 * @param byUser whether they are those of users who send no ids: a user has a new session after each
 *     pause
 */
public record SessionGroup(ServiceId service, boolean byUser) {
  public SessionGroup {
    Objects.requireNonNull(service, "service");
  }

  /**
   * The longest pause within a session.
   *
   * @param configured that of users' sessions: one whose id is sent lasts as long as its id is
   */
  public long pauseMillis(long configured) {
    return byUser ? configured : Long.MAX_VALUE;
  }
}

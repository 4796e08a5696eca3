package dev.toolwatch.mcp;

import dev.toolwatch.signal.ShownUsers;
import dev.toolwatch.tenant.OfTenant;
import dev.toolwatch.tenant.TenantScoped;
import jakarta.enterprise.inject.Produces;
import java.nio.file.Path;
import java.util.Arrays;
import org.jboss.logging.Logger;

/**
 * The keys of users: the one under which they are counted, which stays for as long as counts are to go
 * on, and the one under which they are shown, which can be replaced. They are the same unless there is a
 * counting key. Thread-safe.
 */
@TenantScoped
final class UserKeys {
  private static final Logger LOG = Logger.getLogger(UserKeys.class);

  private final byte[] counting;
  private final ShownUsers shown;

  /**
   * @throws IllegalArgumentException if a key is too short or missing
   */
  UserKeys(UserSettings settings, @OfTenant Path storePath) {
    if (settings.countingKey().isEmpty()) {
      counting = UserKey.load(settings.key(), storePath);
      shown = ShownUsers.AS_COUNTED;
      return;
    }
    if (settings.key().isEmpty()) {
      throw new IllegalArgumentException(
          "%s is set, but %s is not: set it to the new key, under which users are to be shown"
              .formatted(UserKey.COUNTING, UserKey.SETTING));
    }
    byte[] key = UserKey.load(settings.key(), storePath);
    counting = UserKey.counting(settings.countingKey().get(), storePath);
    if (Arrays.equals(key, counting)) {
      LOG.warnf(
          "%s and %s are the same key: users are shown as they are counted, and no key has been"
              + " rotated",
          UserKey.COUNTING, UserKey.SETTING);
      shown = ShownUsers.AS_COUNTED;
    } else {
      LOG.infof("Users are counted under %s and shown under %s", UserKey.COUNTING, UserKey.SETTING);
      shown = new PermutedUsers(key);
    }
  }

  /** The key under which users are counted. */
  byte[] counting() {
    return counting.clone();
  }

  /** How users are shown. */
  @Produces
  @TenantScoped
  ShownUsers shown() {
    return shown;
  }
}

package dev.toolwatch.signal;

import java.util.HexFormat;

/**
 * By which pseudonyms users are shown. Counts, sketches, samples and the store have a user by the
 * pseudonym under which the user has been counted from the beginning. Whatever leaves Toolwatch has the
 * one that is shown, which is another after a rotation of the key. 0 is no user, and is shown as 0.
 * Thread-safe.
 */
public interface ShownUsers {
  /** Without a rotation: users are shown as they are counted. */
  ShownUsers AS_COUNTED =
      new ShownUsers() {
        @Override
        public long shown(long counted) {
          return counted;
        }

        @Override
        public long counted(long shown) {
          return shown;
        }
      };

  /** The pseudonym by which a user is shown. */
  long shown(long counted);

  /** The pseudonym under which a user is counted who is shown like this. */
  long counted(long shown);

  /** The pseudonym by which a user is shown, as 16 hexadecimal digits. */
  default String digits(long counted) {
    return HexFormat.of().toHexDigits(shown(counted));
  }
}

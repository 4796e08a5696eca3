package dev.toolwatch.store;

import dev.toolwatch.sketch.UserSketch;

/**
 * A value as it lies in the table {@code rollups}.
 *
 * @param operations counted in it
 * @param data all but the users, in a form of its kind
 * @param users a {@link UserSketch}; empty where the kind has none
 */
record Row(long operations, byte[] data, byte[] users) {
  static final byte[] NONE = {};

  /** Where it lies, for the log. */
  static String key(Tier tier, Kind<?> kind, long bucket, long subject) {
    return "tier %d, kind %d, bucket %d, subject %d"
        .formatted(tier.ordinal(), kind.number(), bucket, subject);
  }
}

package dev.toolwatch.api;

/**
 * Tells numbers of users that are known from those that are not: where operations came and none of
 * them names its user, nobody knows how many users there were. That is not 0.
 */
final class KnownUsers {
  /** What answers without users say about it. */
  static final String HINT =
      "Users are unknown: no operation names its user. Set enduser.pseudo.id, or another attribute"
          + " of toolwatch.users.attributes, on the spans of the server: docs/emitters.md, \"Users\"";

  private KnownUsers() {}

  /** The number of users; null if it is unknown. */
  static Long of(long users, long operations) {
    return users == 0 && operations > 0 ? null : users;
  }

  /** The hint if users are unknown, otherwise null. */
  static String hint(boolean unknown) {
    return unknown ? HINT : null;
  }
}

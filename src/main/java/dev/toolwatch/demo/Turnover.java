package dev.toolwatch.demo;

import java.util.SplittableRandom;

/**
 * Which users were there on which day. Today all users of the fleet are, and nobody else: some have been
 * there all the time, some came later, some were away for weeks or come every other week. Those with
 * higher numbers have left.
 *
 * @param users of the fleet today
 * @param days that lie in the past
 */
record Turnover(int users, int days) {
  private static final double STAYED = 0.45;
  private static final double CAME = 0.75;
  private static final double RETURNED = 0.9;
  private static final double SICK = 0.06;

  /** One has left for so many that are there. */
  private static final int PER_LEAVER = 5;

  /** The number of all users there ever were. */
  int everyone() {
    return users + Math.max(1, users / PER_LEAVER);
  }

  /** Whether a user, from 1, was there so many days ago. */
  boolean isThere(int user, long daysAgo) {
    SplittableRandom random = new SplittableRandom(user);
    double kind = random.nextDouble();
    double when = random.nextDouble();
    if (user > users) {
      return daysAgo >= 3 + when * (days - 8);
    }
    if (daysAgo == 0) {
      return true;
    }
    if (new SplittableRandom(user * 1_000L + daysAgo).nextDouble() < SICK) {
      return false;
    }
    if (kind < STAYED) {
      return true;
    }
    if (kind < CAME) {
      return daysAgo <= 2 + when * (days - 6);
    }
    if (kind < RETURNED) {
      double back = 3 + when * days / 2;
      return daysAgo < back || daysAgo > back + 18 + 20 * when;
    }
    return daysAgo / 7 % 2 == 0;
  }
}

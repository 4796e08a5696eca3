package dev.toolwatch.past;

import dev.toolwatch.demo.Story;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.store.SessionKey;
import dev.toolwatch.store.SessionUse;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Sessions of the day that goes on, one by one: the day's figures are made of them when it ends. */
final class TodaySessions {
  private static final long LONGEST_PAUSE_MILLIS = 5 * Minutes.MILLIS;

  private TodaySessions() {}

  /**
   * Those with ids that began in an hour.
   *
   * @param endMinute the first that lies ahead
   * @param seed tells the services apart
   */
  static Map<SessionKey, SessionUse> begun(
      ServiceTally tally, long hour, long hourEnd, long endMinute, int seed) {
    Map<SessionKey, SessionUse> sessions = new HashMap<>();
    SplittableRandom random = new SplittableRandom(hour * 31 + seed);
    long operations = tally.operations();
    long number = Math.round(operations / Story.SESSION_OPERATIONS);
    long length = (hourEnd - hour) * Minutes.MILLIS;
    int users = Math.max(1, tally.whole().users.cardinality());
    // As long as a user takes for the operations of a session.
    double meanMillis = (double) length * users / Math.max(1, number);
    for (long i = 0; i < number; i++) {
      long first = Minutes.startMillis(hour) + random.nextLong(length);
      long lasts = (long) (-Math.log(1 - random.nextDouble()) * meanMillis);
      long last = Math.min(first + lasts, Minutes.startMillis(endMinute) - 1);
      sessions.put(
          new SessionKey(tally.service(), random.nextLong(), false),
          new SessionUse(first, last, (operations + i) / number));
    }
    return sessions;
  }

  /** Those of users that have been at it since the day began: they go on if they go on soon. */
  static Map<SessionKey, SessionUse> ofUsers(
      ServiceTally tally, UserNames names, long day, long endMinute) {
    Map<SessionKey, SessionUse> sessions = new HashMap<>();
    SplittableRandom random = new SplittableRandom(day);
    long[] operations = tally.byUser();
    for (int user = 0; user < operations.length; user++) {
      long first = Minutes.startMillis(day) + random.nextLong(LONGEST_PAUSE_MILLIS);
      long last = Minutes.startMillis(endMinute) - 1 - random.nextLong(LONGEST_PAUSE_MILLIS);
      if (operations[user] > 0) {
        sessions.put(
            new SessionKey(tally.service(), names.of(user), true),
            new SessionUse(first, Math.max(first, last), operations[user]));
      }
    }
    return sessions;
  }
}

package dev.toolwatch.past;

import dev.toolwatch.demo.Story;
import dev.toolwatch.slo.MadeTime;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Transactions;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Pasts for stores without the rest of Toolwatch. */
final class MadePast {
  static final double RATE = 20;
  static final int USERS = 40;

  private MadePast() {}

  static DemoPast of(Transactions transactions, MadeTime objectives, InstantSource clock) {
    return new DemoPast(
        () -> Optional.of(new Story(RATE, USERS, 42, clock.instant())),
        MadePast::pseudonyms,
        transactions,
        new Calendar(ZoneOffset.UTC),
        objectives.pastLevels(),
        clock);
  }

  static long[] pseudonyms(List<String> users) {
    return users.stream()
        .mapToLong(user -> new SplittableRandom(user.hashCode()).nextLong() | 1)
        .toArray();
  }
}

package dev.toolwatch.past;

import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.UserCounts;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Users as the store knows them. Immutable. */
final class UserNames {
  private final long[] pseudonyms;

  /** The users' numbers in the order of their pseudonyms: sets are stored in that order. */
  private final int[] order;

  /**
   * @param pseudonyms by the users' numbers, all different
   */
  UserNames(long[] pseudonyms) {
    this.pseudonyms = pseudonyms.clone();
    order =
        IntStream.range(0, pseudonyms.length)
            .boxed()
            .sorted(Comparator.comparingLong(user -> pseudonyms[user]))
            .mapToInt(user -> user)
            .toArray();
  }

  int size() {
    return pseudonyms.length;
  }

  long of(int user) {
    return pseudonyms[user];
  }

  private long[] of(BitSet users) {
    long[] names = new long[users.cardinality()];
    int filled = 0;
    for (int user : order) {
      if (users.get(user)) {
        names[filled++] = pseudonyms[user];
      }
    }
    return names;
  }

  UserSketch sketch(BitSet users) {
    return UserSketch.of(of(users));
  }

  UserSample sample(BitSet users) {
    return UserSample.of(of(users));
  }

  UserCounts counts(long[] operations) {
    Map<Long, Long> counts = new HashMap<>();
    for (int user = 0; user < operations.length; user++) {
      if (operations[user] > 0) {
        counts.put(pseudonyms[user], operations[user]);
      }
    }
    return UserCounts.of(counts, 0);
  }
}

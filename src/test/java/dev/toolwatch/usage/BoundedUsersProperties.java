package dev.toolwatch.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.sketch.LowestUsers;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSet;
import dev.toolwatch.store.UserCounts;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is kept of users when there are more of them than places. */
class BoundedUsersProperties {
  private static final int OPERATIONS = 60_000;
  private static final int FREQUENT = 20;

  /** Among so many users, the first ones are the most active. */
  private static long user(SplittableRandom random, long seed, int users) {
    double rank = random.nextDouble();
    long number = (long) (rank * rank * rank * users);
    return new SplittableRandom(seed * 1_000_003 + number).nextLong() | 1;
  }

  @Property(tries = 30)
  void busy_upToItsPlaces_isExact(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = UserCounts.MAX_USERS) int users) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Long, Long> truth = new HashMap<>();
    TopUsers busy = new TopUsers();
    for (int i = 0; i < OPERATIONS; i++) {
      long user = user(random, seed, users);
      truth.merge(user, 3L, Long::sum);
      busy.add(user, 3);
    }
    assertThat(busy.snapshot()).isEqualTo(UserCounts.of(truth, 0));
  }

  @Property(tries = 30)
  void busy_beyond_sumStaysExact_frequentOnesStay_andNoneIsTooHigh(
      @ForAll long seed, @ForAll @IntRange(min = 3_000, max = 30_000) int users) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Long, Long> truth = new HashMap<>();
    TopUsers busy = new TopUsers();
    for (int i = 0; i < OPERATIONS; i++) {
      long user = user(random, seed, users);
      truth.merge(user, 1L, Long::sum);
      busy.add(user, 1);
    }
    busy.addOthers(5);
    UserCounts counts = busy.snapshot();
    assertThat(counts.operations()).hasSizeLessThanOrEqualTo(UserCounts.MAX_USERS);
    assertThat(counts.others() + counts.operations().values().stream().mapToLong(n -> n).sum())
        .isEqualTo(OPERATIONS + 5);
    assertThat(counts.operations())
        .allSatisfy((user, count) -> assertThat(count).isLessThanOrEqualTo(truth.get(user)));
    truth.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(FREQUENT)
        .forEach(
            one ->
                assertThat(counts.operations().get(one.getKey()))
                    .isGreaterThanOrEqualTo(one.getValue() * 9 / 10));
    // Two arrays of 4096 longs: 2000 places, at most half full.
    assertThat(busy.bytes()).isLessThanOrEqualTo(2 * 4096 * Long.BYTES);
  }

  @Property(tries = 30)
  void lowest_anyNumberInAnyOrder_isTheSampleOfAll(
      @ForAll long seed, @ForAll @IntRange(max = 40_000) int users) {
    long[] all = new SplittableRandom(seed).longs(users).map(user -> user | 1).toArray();
    LowestUsers lowest = new LowestUsers();
    for (int round = 0; round < 2; round++) {
      for (long user : all) {
        lowest.add(user);
      }
    }
    assertThat(lowest.snapshot().toBytes()).isEqualTo(UserSample.of(all).toBytes());
    assertThat(lowest.bytes()).isLessThanOrEqualTo(4 * UserSample.SIZE * Long.BYTES);
  }

  /** Of other numbers of users, one after the other: what was before leaves no trace. */
  @Property(tries = 60)
  void clear_countsAsNewOnes(
      @ForAll long seed, @ForAll @Size(5) List<@IntRange(max = 9_000) Integer> numbers) {
    SplittableRandom random = new SplittableRandom(seed);
    TopUsers busy = new TopUsers();
    LowestUsers lowest = new LowestUsers();
    UserSet set = new UserSet();
    for (int number : numbers) {
      TopUsers newBusy = new TopUsers();
      LowestUsers newLowest = new LowestUsers();
      UserSet newSet = new UserSet();
      random
          .longs(number)
          .map(user -> user | 1)
          .forEach(
              user -> {
                busy.add(user, 2);
                newBusy.add(user, 2);
                lowest.add(user);
                newLowest.add(user);
                set.add(user);
                newSet.add(user);
              });
      busy.addOthers(1);
      newBusy.addOthers(1);
      assertThat(busy.snapshot().total()).isEqualTo(2L * number + 1);
      if (number <= UserCounts.MAX_USERS) {
        assertThat(busy.snapshot()).isEqualTo(newBusy.snapshot());
      }
      assertThat(lowest.snapshot().toBytes()).isEqualTo(newLowest.snapshot().toBytes());
      assertThat(set.finish().toBytes()).isEqualTo(newSet.finish().toBytes());
      busy.clear();
      lowest.clear();
      set.clear();
      // It does not hold much more than was needed.
      assertThat(busy.bytes()).isLessThanOrEqualTo(128 * number + 256);
      assertThat(lowest.bytes()).isLessThanOrEqualTo(64 * number + 256);
      assertThat(set.bytes()).isLessThanOrEqualTo(64 * number + 256);
    }
  }
}

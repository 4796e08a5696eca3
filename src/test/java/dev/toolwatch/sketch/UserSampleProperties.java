package dev.toolwatch.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class UserSampleProperties {
  private static final int SEEDS = 40;

  private static long[] users(long seed, int from, int number) {
    return LongStream.range(from, from + number)
        .map(i -> new SplittableRandom(seed * 1_000_003 + i).nextLong())
        .toArray();
  }

  private static UserSample sample(long seed, int from, int number) {
    return UserSample.of(users(seed, from, number));
  }

  @Property(tries = 200)
  void retainedIn_weeksThatFit_isExact(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = UserSample.SIZE - 1) int first,
      @ForAll @IntRange(max = UserSample.SIZE - 1) int gone,
      @ForAll @IntRange(max = UserSample.SIZE - 1) int later) {
    int both = Math.max(0, Math.min(first, gone + later) - gone);
    UserSample week = sample(seed, 0, first);
    assertThat(week.count()).isEqualTo(first);
    assertThat(week.retainedIn(sample(seed, gone, later))).isEqualTo((double) both / first);
  }

  @Property(tries = 100)
  void plus_anyOrderAndGroups_isTheSampleOfAll(
      @ForAll long seed,
      @ForAll @IntRange(max = 6000) int a,
      @ForAll @IntRange(max = 6000) int b,
      @ForAll @IntRange(max = 6000) int c) {
    UserSample first = sample(seed, 0, a);
    UserSample second = sample(seed, a / 2, b);
    UserSample third = sample(seed, 3000, c);
    byte[] all =
        UserSample.of(
                LongStream.concat(
                        LongStream.of(users(seed, 0, a)),
                        LongStream.concat(
                            LongStream.of(users(seed, a / 2, b)),
                            LongStream.of(users(seed, 3000, c))))
                    .toArray())
            .toBytes();
    assertThat(third.plus(second.plus(first)).toBytes()).isEqualTo(all);
    assertThat(second.plus(third).plus(first).toBytes()).isEqualTo(all);
    assertThat(UserSample.fromBytes(all).toBytes()).isEqualTo(all);
    assertThat(first.plus(UserSample.EMPTY).toBytes()).isEqualTo(first.toBytes());
  }

  @Example
  void retainedIn_largerWeeks_isWithinThreeStandardErrors() {
    double squares = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      UserSample first = sample(seed, 0, 50_000);
      UserSample later = sample(seed, 25_000, 50_000);
      double error = first.retainedIn(later) - 0.5;
      assertThat(error).isCloseTo(0, within(3 * 0.0078));
      squares += error * error;
      assertThat(first.count() / 50_000.0).isCloseTo(1, within(0.06));
    }
    assertThat(Math.sqrt(squares / SEEDS)).isLessThan(0.01);
  }

  @Example
  void retainedIn_extremes() {
    UserSample many = sample(1, 0, 50_000);
    assertThat(many.retainedIn(many)).isEqualTo(1);
    assertThat(many.retainedIn(sample(1, 50_000, 50_000))).isZero();
    assertThat(many.retainedIn(UserSample.EMPTY)).isZero();
    assertThat(UserSample.EMPTY.retainedIn(many)).isZero();
    // All of the few are among the many.
    assertThat(sample(1, 100, 200).retainedIn(many)).isEqualTo(1);
  }
}

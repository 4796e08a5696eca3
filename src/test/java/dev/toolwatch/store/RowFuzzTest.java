package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.LowestUsers;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSet;
import dev.toolwatch.testing.Fuzzing;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mutations of what lies in the table {@code rollups}: a row is taken, or skipped as a malformed one
 * is; the rows before and after it add up as if it were not there, unless it was taken.
 */
class RowFuzzTest {
  private static UserSet users(int count) {
    SplittableRandom random = new SplittableRandom(count);
    UserSet users = new UserSet();
    random.longs(count).forEach(users::add);
    return users;
  }

  private static Rollup rollup(int users) {
    ExponentialBuckets durations = new ExponentialBuckets();
    for (int i = 1; i < 40; i++) {
      durations.record(i * i / 100.0, i);
    }
    return new Rollup(700, 40, 40, 123.5, 0, durations.snapshot(), users(users).snapshot());
  }

  private static UserSample sample() {
    LowestUsers lowest = new LowestUsers();
    new SplittableRandom(3).longs(2000).forEach(lowest::add);
    return lowest.snapshot();
  }

  /**
   * @param use reads all figures of a value, as answers do
   */
  private record Target<V>(Kind<V> kind, List<V> values, ToLongFunction<V> use) {
    private List<byte[]> data() {
      return values.stream().map(value -> kind.row().apply(value).data()).toList();
    }

    private List<byte[]> users() {
      return values.stream().map(value -> kind.row().apply(value).users()).toList();
    }

    private void check(byte[] data, byte[] users) {
      Row sound = kind.row().apply(values.get(0));
      Sum<V> sum = kind.sum().get();
      sum.add(sound);
      boolean taken;
      try {
        sum.add(new Row(7, data, users));
        taken = true;
      } catch (IllegalArgumentException skipped) {
        taken = false;
      }
      sum.add(sound);
      V value = sum.value();
      assertThat(use.applyAsLong(value)).isNotNegative();
      Row row = kind.row().apply(value);
      if (!taken) {
        Sum<V> alone = kind.sum().get();
        alone.add(sound);
        alone.add(sound);
        assertThat(row.data()).isEqualTo(kind.row().apply(alone.value()).data());
        assertThat(row.users()).isEqualTo(kind.row().apply(alone.value()).users());
      }
    }

    @Override
    public String toString() {
      return "kind " + kind.number();
    }
  }

  static Stream<Target<?>> targets() {
    return Stream.of(
        new Target<>(
            Kind.OPERATIONS, List.of(rollup(3), rollup(5000), Rollup.EMPTY), RowFuzzTest::figures),
        new Target<>(
            Kind.CLIENTS,
            List.of(
                new ClientUse(9, users(4).snapshot()), new ClientUse(9, users(5000).snapshot())),
            use -> use.users().count()),
        new Target<>(
            Kind.USERS,
            List.of(UserCounts.of(Map.of(7L, 3L, 9L, 1L), 4)),
            counts -> counts.operations().size()),
        new Target<>(Kind.SAMPLES, List.of(sample()), UserSample::count));
  }

  private static long figures(Rollup rollup) {
    assertThat(rollup.durations().quantile(0.95, rollup.zeroes())).isNotNegative();
    return rollup.users().count();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void data_mutations_areTakenOrSkipped(Target<?> target) {
    Fuzzing.run(target.data(), input -> target.check(input, target.users().get(0)));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void users_mutations_areTakenOrSkipped(Target<?> target) {
    Fuzzing.run(target.users(), input -> target.check(target.data().get(0), input));
  }
}

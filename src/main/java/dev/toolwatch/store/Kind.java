package dev.toolwatch.store;

import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSketch;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a row of {@code rollups} counts.
 *
 * @param number in the table: never to be changed
 * @param row how a value lies in it
 * @param sum how rows are put together
 */
record Kind<V>(int number, Function<V, Row> row, Supplier<Sum<V>> sum) {
  static final Kind<Rollup> OPERATIONS = new Kind<>(0, RollupSum::row, RollupSum::new);

  static final Kind<ClientUse> CLIENTS =
      new Kind<>(
          1,
          use -> new Row(use.operations(), Row.NONE, use.users().toBytes()),
          () ->
              Sum.folding(
                  row -> new ClientUse(row.operations(), UserSketch.fromBytes(row.users())),
                  ClientUse::plus));

  static final Kind<UserCounts> USERS =
      new Kind<>(2, UserCounts::row, () -> Sum.folding(UserCounts::of, UserCounts::plus));

  static final Kind<SessionTotals> SESSIONS = new Kind<>(3, SessionSum::row, SessionSum::new);

  static final Kind<UserSample> SAMPLES =
      new Kind<>(
          4,
          sample -> new Row(0, sample.toBytes(), Row.NONE),
          () -> Sum.folding(row -> UserSample.fromBytes(row.data()), UserSample::plus));

  /** Those that come by the minute. */
  static final List<Kind<?>> BY_MINUTE = List.of(OPERATIONS, CLIENTS, USERS);
}

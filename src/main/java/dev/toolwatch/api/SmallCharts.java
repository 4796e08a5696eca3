package dev.toolwatch.api;

import dev.toolwatch.store.History;
import dev.toolwatch.store.Series;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * The numbers of calls in equal parts of a period that rows of a listing have if the request asks
 * for {@code points}.
 *
 * @param points of each row; 0 for no numbers
 * @param numbers by what a row is known by
 */
record SmallCharts<K>(int points, Map<K, long[]> numbers) {
  /** The name of the parameter and of the column, which CSV does not have. */
  static final String POINTS = "points";

  static final int MAX_POINTS = 60;

  /** How many points the request asks for. */
  static int points(Query query) {
    return query.parameters().number(POINTS, 0, 0, MAX_POINTS);
  }

  /**
   * Reads the numbers of all rows of a page at once.
   *
   * @param rowOf tells in which row the calls of a series count; null for none
   */
  static <K> SmallCharts<K> read(
      History history, Period period, int points, Function<Series, K> rowOf) {
    return new SmallCharts<>(
        points, points == 0 ? Map.of() : history.numbersByPart(period.range(), points, rowOf));
  }

  /** The numbers of a row; null if none are asked for. */
  List<Long> of(K row) {
    if (points == 0) {
      return null;
    }
    long[] found = numbers.get(row);
    return found == null ? Collections.nCopies(points, 0L) : LongStream.of(found).boxed().toList();
  }
}

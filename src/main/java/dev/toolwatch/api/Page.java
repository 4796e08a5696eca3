package dev.toolwatch.api;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Some rows of a listing, in the order of the listing.
 *
 * @param rows at most as many as the limit of the request
 * @param last the position of the last of them; empty if no rows follow
 */
record Page<R>(List<R> rows, Optional<Position> last) {
  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1_000;

  /**
   * The rows after a position.
   *
   * @param all in any order
   * @param after empty for the first page
   */
  static <R> Page<R> of(
      List<R> all, Function<R, Position> position, Optional<Position> after, int limit) {
    List<R> rest =
        all.stream()
            .filter(row -> after.isEmpty() || position.apply(row).compareTo(after.get()) > 0)
            .sorted(Comparator.comparing(position))
            .toList();
    if (rest.size() <= limit) {
      return new Page<>(rest, Optional.empty());
    }
    List<R> rows = rest.subList(0, limit);
    return new Page<>(rows, Optional.of(position.apply(rows.get(limit - 1))));
  }
}

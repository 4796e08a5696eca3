package dev.toolwatch.api;

import java.util.Comparator;

/**
 * The position of a row in a listing, sorted by rank with the greatest first, then by name. The
 * rows of a listing have different names, so the order is total.
 *
 * @param rank the value by which the listing is sorted; never NaN
 * @param name the first part of the row's name
 * @param detail the rest of the name, or empty
 */
record Position(double rank, String name, String detail) implements Comparable<Position> {
  private static final Comparator<Position> ORDER =
      Comparator.comparingDouble(Position::rank)
          .reversed()
          .thenComparing(Position::name)
          .thenComparing(Position::detail);

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }
}

package dev.toolwatch.api;

import java.util.Comparator;

/**
 * Where a row stands in a listing: the greatest rank first, then by name. Rows of one listing have
 * different names, so their order is total.
 *
 * @param rank what the listing is ordered by; never NaN
 * @param name the first part of the row's name
 * @param detail the rest of it; empty where there is none
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

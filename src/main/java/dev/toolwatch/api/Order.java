package dev.toolwatch.api;

import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What listings of services and tools are ordered by: the greatest first. */
enum Order {
  CALLS,
  ERRORS,
  P95,
  USERS,
  /** By how many calls more there are than in the period before. */
  GROWTH,
  /** By how many fewer. */
  DECLINE;

  private static final double LAST = -Double.MAX_VALUE;

  static List<String> labels() {
    return Arrays.stream(values()).map(order -> order.name().toLowerCase(Locale.ROOT)).toList();
  }

  static Order of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  Position position(ServiceRow row) {
    double rank =
        rank(row.calls(), row.serverErrors(), row.p95Seconds(), row.users(), row.previousCalls());
    return new Position(rank, row.service(), "");
  }

  /** A tool's, before its row is made: one that is not on the page needs none. */
  Position position(Series tool, Rollup now, Rollup before) {
    double rank =
        rank(
            now.total(),
            now.serverErrors(),
            this == P95 ? Figures.seconds(now, 0.95) : null,
            this == USERS ? now.users().count() : 0,
            before.total());
    return new Position(rank, tool.service().name(), tool.tool());
  }

  private double rank(long calls, long errors, Double p95, long users, long before) {
    return switch (this) {
      case CALLS -> calls;
      case ERRORS -> errors;
      case P95 -> p95 == null ? LAST : p95;
      case USERS -> users;
      case GROWTH -> (double) calls - before;
      case DECLINE -> (double) before - calls;
    };
  }
}

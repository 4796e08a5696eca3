package dev.toolwatch.api;

import dev.toolwatch.store.Series;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The sort orders of the listings of services and tools, each with the greatest first. */
enum Order {
  CALLS,
  ERRORS,
  P95,
  USERS,
  /** The increase in calls since the previous period. */
  GROWTH,
  /** The decrease in calls since the previous period. */
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
        rank(
            row.calls(),
            row.serverErrors(),
            row.p95Seconds(),
            row.users() == null ? 0 : row.users(),
            row.previousCalls());
    return new Position(rank, row.service(), "");
  }

  /** The position of a tool. Works without a row, which only the tools on the page need. */
  Position position(Series tool, Measures now, Measures before) {
    double rank =
        rank(now.calls(), now.serverErrors(), now.p95Seconds(), now.users(), before.calls());
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

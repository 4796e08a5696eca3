package dev.toolwatch.api;

import dev.toolwatch.errors.CountedGroup;
import dev.toolwatch.errors.GroupDetails;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The sort orders of the listing of error groups, each with the greatest first. */
enum ErrorOrder {
  EVENTS,
  LAST_SEEN,
  USERS;

  static List<String> labels() {
    return Arrays.stream(values()).map(order -> order.name().toLowerCase(Locale.ROOT)).toList();
  }

  static ErrorOrder of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /**
   * The position of a group.
   *
   * @param details of all groups if they are sorted by users, otherwise not looked at
   */
  Position position(CountedGroup group, Map<Long, GroupDetails> details) {
    double rank =
        switch (this) {
          case EVENTS -> group.events();
          case LAST_SEEN -> group.group().lastMillis();
          case USERS -> details.getOrDefault(group.group().id(), GroupDetails.NONE).users().count();
        };
    return new Position(rank, group.group().grouping().fingerprint().toString(), "");
  }
}

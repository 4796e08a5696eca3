package dev.toolwatch.errors;

import dev.toolwatch.sketch.UserSketch;
import java.util.List;
import java.util.Objects;

/**
 * What belongs to an error group besides its row. Immutable.
 *
 * @param users who had one of its errors in a period
 * @param tools that failed with it, the one with the most errors of all time first
 * @param traceIdHigh the first half of the id of the newest sample that has a trace; both are 0 if none
 *     has
 */
public record GroupDetails(
    UserSketch users, List<String> tools, long traceIdHigh, long traceIdLow) {
  /** Of a group that is not there any more. */
  public static final GroupDetails NONE = new GroupDetails(UserSketch.EMPTY, List.of(), 0, 0);

  public GroupDetails {
    Objects.requireNonNull(users, "users");
    tools = List.copyOf(tools);
  }
}

package dev.toolwatch.api;

import dev.toolwatch.errors.GroupStatus;
import dev.toolwatch.errors.StoredGroup;
import java.time.Instant;
import java.util.List;

/** The status of error groups in answers, and which of them a listing wants. Pure functions. */
final class ErrorStatus {
  private static final String REGRESSED = "regressed";

  /** What can be asked for. A group that regressed is open, too. */
  static final List<String> WORDS =
      List.of(
          GroupStatus.OPEN.label(),
          GroupStatus.RESOLVED.label(),
          GroupStatus.IGNORED.label(),
          REGRESSED);

  private ErrorStatus() {}

  /** One of the {@link #WORDS}. */
  static String of(String word) {
    if (!WORDS.contains(word)) {
      throw new IllegalArgumentException("is not one of " + String.join(", ", WORDS));
    }
    return word;
  }

  static GroupStatus at(Instant now, StoredGroup group) {
    return group.state().statusAt(now.toEpochMilli(), group.events());
  }

  static boolean isRegressed(Instant now, StoredGroup group) {
    return group.state().regressed() && at(now, group) == GroupStatus.OPEN;
  }

  /**
   * Whether a group is wanted.
   *
   * @param word null for all
   */
  static boolean isWanted(String word, Instant now, StoredGroup group) {
    return word == null
        || (word.equals(REGRESSED) ? isRegressed(now, group) : at(now, group).label().equals(word));
  }
}

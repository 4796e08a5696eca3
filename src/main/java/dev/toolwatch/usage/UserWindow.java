package dev.toolwatch.usage;

import dev.toolwatch.sketch.UserSketch;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Windows of calendar days that end with the current day, from the narrowest to the widest. A user
 * with an operation in a window counts as active.
 */
enum UserWindow {
  DAY("1d", 1),
  WEEK("7d", 7),
  MONTH("30d", 30);

  private final String label;
  private final int days;

  UserWindow(String label, int days) {
    this.label = label;
    this.days = days;
  }

  String label() {
    return label;
  }

  int days() {
    return days;
  }

  /**
   * The first slice that belongs to the window. Every window except the widest starts a new slice.
   */
  int firstSlice() {
    return values().length - 1 - ordinal();
  }

  /** A sketch for each window. */
  static UserSketch[] all(Function<UserWindow, UserSketch> sketch) {
    return Arrays.stream(values()).map(sketch).toArray(UserSketch[]::new);
  }
}

package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;

/** The change in a tool's calls since the previous period. */
@RegisterForReflection
enum Trend {
  /** First called in this period. */
  NEW,
  /** Called before the previous period, but not in it. */
  RETURNED,
  /** At least a tenth more calls. */
  GROWING,
  STEADY,
  /** At least a tenth fewer calls. */
  SHRINKING,
  /** Called in the previous period, but not in this one. */
  STOPPED;

  private static final int TENTH = 10;

  /**
   * The trend of a tool that was called in at least one of the two periods.
   *
   * @param isNew whether its first call ever is in the period
   */
  static Trend of(long calls, long before, boolean isNew) {
    if (isNew) {
      return NEW;
    }
    if (calls == 0) {
      return STOPPED;
    }
    if (before == 0) {
      return RETURNED;
    }
    long more = Math.multiplyExact(calls - before, TENTH);
    if (more >= before) {
      return GROWING;
    }
    return -more >= before ? SHRINKING : STEADY;
  }

  @JsonValue
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

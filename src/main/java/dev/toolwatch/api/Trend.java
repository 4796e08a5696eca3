package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;

/** Where a tool is going: its calls against those of the period before. */
@RegisterForReflection
enum Trend {
  /** First called in this period. */
  NEW,
  /** Not called in the period before, but earlier. */
  RETURNED,
  /** At least a tenth more calls. */
  GROWING,
  STEADY,
  /** At least a tenth fewer calls. */
  SHRINKING,
  /** Called in the period before, and not in this one. */
  STOPPED;

  private static final int TENTH = 10;

  /**
   * The trend of a tool that is called in one of both periods.
   *
   * @param isNew whether its first call ever lies in the period
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

package dev.toolwatch.probe;

import java.util.Locale;

/** What a check found. */
public enum Verdict {
  /** All is as expected. */
  UP,
  /** As expected, but slower than the probe's {@code slow}. */
  SLOW,
  /** No answer, or not the expected one. */
  DOWN,
  /** The host's name cannot be resolved. */
  UNRESOLVED,
  /** The service answers, but refuses the token or lacks a permission. */
  REFUSED,
  /** The service answers that too much was asked of it. */
  RATE_LIMITED;

  /** Whether agents can use what was checked. */
  public boolean isSuccess() {
    return this == UP || this == SLOW;
  }

  /** Whether nothing answers as it should. What refuses a token, or limits, is there. */
  boolean isDown() {
    return this == DOWN || this == UNRESOLVED;
  }

  /** The word for it in the API, the store and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.toolwatch.traces;

import java.util.Locale;

/** What has been decided about a trace, and why. */
public enum Decision {
  /** Kept: an operation failed by the server's fault, or another span of it failed. */
  ERROR,
  /** Kept: a call took longer than most calls of its tool, or than the set time. */
  SLOW,
  /** Kept: one of the few of each service, tool and outcome that are kept each minute. */
  RARE,
  /** Kept: one of the share of all others. It stands for those that were not kept. */
  SAMPLED,
  /** Not kept, after all of it had come. */
  DROPPED,
  /** Not kept, and decided early, because too much was waiting. */
  OVERFLOW;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The value of the label {@code decision}. */
  public String label() {
    return label;
  }

  public boolean isKept() {
    return compareTo(SAMPLED) <= 0;
  }
}

package dev.toolwatch.coverage;

import java.util.Locale;

/** What a check has found. */
public enum CoverageState {
  /** 95 % or more is there. */
  OK,
  /** Some is there. */
  PARTIAL,
  /** Less than 5 % is there. */
  MISSING,
  /** Nothing was received that could tell. */
  UNKNOWN;

  private static final double OK_FROM = 0.95;
  private static final double PARTIAL_FROM = 0.05;

  /** The state that a share means. */
  static CoverageState of(double share) {
    if (share >= OK_FROM) {
      return OK;
    }
    return share >= PARTIAL_FROM ? PARTIAL : MISSING;
  }

  /** The word in answers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

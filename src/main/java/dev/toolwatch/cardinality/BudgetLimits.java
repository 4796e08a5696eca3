package dev.toolwatch.cardinality;

/**
 * The limits of one family.
 *
 * @param series in all
 * @param guaranteed the part that is divided among services, 0 to 1
 * @param namesPerService different values of the family's name label that one service may have
 * @param detailsPerService the same for the detail label
 * @param idleMillis after which unused series go; 0 for never
 * @param trialSeries a lower limit that is tried without effect; 0 for none
 */
record BudgetLimits(
    int series,
    double guaranteed,
    int namesPerService,
    int detailsPerService,
    long idleMillis,
    int trialSeries) {
  BudgetLimits {
    requireAtLeast(1, namesPerService, "toolwatch.cardinality.max-tools and max-dependencies");
    requireAtLeast(1, detailsPerService, "toolwatch.cardinality.max-error-types");
    requireAtLeast(0, idleMillis, "toolwatch.cardinality.idle-timeout");
    requireAtLeast(0, trialSeries, "toolwatch.cardinality.dry-run-max-series");
    if (trialSeries > series) {
      throw new IllegalArgumentException(
          "toolwatch.cardinality.dry-run-max-series must not be above max-series: " + trialSeries);
    }
  }

  private static void requireAtLeast(long least, long value, String setting) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d: %d".formatted(setting, least, value));
    }
  }
}

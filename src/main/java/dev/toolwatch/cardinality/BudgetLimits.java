package dev.toolwatch.cardinality;

/**
 * The limits of one family.
 *
 * @param series maximum number of series
 * @param guaranteed the part that is divided among services, 0 to 1
 * @param namesPerService maximum number of different values of the name label per service
 * @param detailsPerService the same for the detail label
 * @param idleMillis time after which unused series are removed; 0 for never
 * @param trialSeries a lower limit that is tried without effect; 0 for none
 */
record BudgetLimits(
    int series,
    double guaranteed,
    int namesPerService,
    int detailsPerService,
    long idleMillis,
    int trialSeries) {}

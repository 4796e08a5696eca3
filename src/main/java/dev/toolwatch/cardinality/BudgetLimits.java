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
    int trialSeries) {}

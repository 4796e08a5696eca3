package dev.toolwatch.api;

/**
 * One service's part of a family's budget.
 *
 * @param family the name of the metric
 * @param service the service's name
 * @param used series that the service's label values use
 * @param demand an estimate of the series that all its recent label values would need
 * @param folded its observations that were counted as {@code __other__}
 * @param examples a few recently folded values, separated by spaces
 */
record CardinalityRow(
    String family, String service, int used, long demand, long folded, String examples) {}

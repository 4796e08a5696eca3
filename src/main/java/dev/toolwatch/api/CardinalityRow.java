package dev.toolwatch.api;

/**
 * What one service has of a family's budget.
 *
 * @param family the metric's name
 * @param service the service's
 * @param used series that its names take
 * @param demand series that would be needed for all its names asked for lately, an estimate
 * @param folded its observations that counted as {@code __other__}
 * @param examples a few values that folded lately, with blanks in between
 */
record CardinalityRow(
    String family, String service, int used, long demand, long folded, String examples) {}

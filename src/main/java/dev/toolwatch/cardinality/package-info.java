/**
 * Bounds on the number of series, for every stage that makes them: over its budget a value folds
 * into {@code __other__} while totals stay exact.
 *
 * <p>Threading: budgets are shared by all event loops and thread-safe; they are asked when a loop
 * meets a series for the first time, not per span. Bounds: the settings under {@code
 * toolwatch.cardinality}.
 */
package dev.toolwatch.cardinality;

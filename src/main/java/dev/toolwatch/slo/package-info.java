/**
 * The service level: objectives and how fast their error budgets burn, uptime by the minute,
 * incidents, and the month's report. All of it from events that the store has summed up by the minute
 * ({@link dev.toolwatch.slo.Ledger}), so it is the same from every replica and after a restart.
 *
 * <p>Threading: values are immutable, and computed by pure functions; what reads the store blocks.
 * Bounds: objectives by {@link dev.toolwatch.slo.Objectives#MAX}, minutes by the range that is asked
 * for.
 */
package dev.toolwatch.slo;

/**
 * The service level: objectives and how fast their error budgets burn, uptime by the minute, incidents,
 * maintenance, alerts, and the month's report. All of it comes from events that {@link
 * dev.toolwatch.slo.Ledger} sums up by the minute from the stored roll-ups, so it is the same from every
 * replica and after a restart. The tables of the ledger, of maintenance and of alerts are this
 * package's own.
 *
 * <p>Threading: values are immutable, and computed by pure functions; what reads or writes the store
 * blocks. Bounds: objectives by {@link dev.toolwatch.slo.Objectives#MAX}, alerts by {@link
 * dev.toolwatch.slo.AlertLog#MAX}, maintenance by {@link dev.toolwatch.slo.MaintenanceBook#MAX_OPEN},
 * minutes by the range that is asked for.
 */
package dev.toolwatch.slo;

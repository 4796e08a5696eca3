/**
 * The demo's past: what the simulated fleet has done before now, as roll-ups in an empty store.
 *
 * <p>Threading: the thread that starts the service, before the fleet begins to send. Bounds: a week's
 * sums of each service in memory; the store gets minutes of today, hours of two weeks, and days and
 * weeks of three months, all in one transaction.
 */
package dev.toolwatch.past;

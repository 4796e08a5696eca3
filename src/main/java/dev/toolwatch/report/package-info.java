/**
 * Reports errors to Sentry and Rollbar: the first one of a group and one that comes back at once, of
 * the others one a group and interval. docs/reporting.md says what is sent.
 *
 * <p>The way of an error: {@code ErrorReports} hands it to the {@code Reporter} of each target, whose
 * {@code Pacing} says whether it is sent. {@code SentryEvents} or {@code RollbarItems} writes it as
 * bytes, which wait in the target's {@link dev.toolwatch.forward.Outbox}.
 *
 * <p>Threading: the thread that groups errors decides and writes, and never waits. One thread a target
 * sends. Bounds: {@code Pacing} remembers a limited number of groups and lets a limited number of
 * events a minute through, which limits the writing too; the outbox drops the oldest that waits.
 */
package dev.toolwatch.report;

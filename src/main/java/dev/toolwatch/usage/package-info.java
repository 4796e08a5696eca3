/**
 * Users, sessions, adoption: what {@code red} has counted, by the minute it happened in, by series and
 * by client, with who asked and in which session, until the store takes it over.
 *
 * <p>Threading: a {@link dev.toolwatch.usage.UsageShard} belongs to its event loop's thread, which
 * alone writes it: no locks, nothing shared but counters of what is rare. Handing over is a change of
 * one pointer on that thread; who asked for it makes a batch of what the pointer pointed to.
 *
 * <p>Bounds: between two hand-overs a loop keeps its part of {@code toolwatch.usage.max-rows} rows, the
 * same number of rows of clients, of {@code toolwatch.usage.max-sessions} sessions, and of {@code
 * toolwatch.usage.max-user-memory} for telling users apart. Beyond, operations count for one row of
 * their service with {@code __other__} for method and tool, clients as {@code __other__}, and sessions
 * and users of the interval are not told apart: {@code toolwatch_usage_limited_operations_total} says
 * how many operations that befell.
 */
package dev.toolwatch.usage;

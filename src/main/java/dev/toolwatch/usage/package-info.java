/**
 * Users, sessions and adoption. Counts the operations that {@code red} counts, by the minute they
 * ended, by series and by client, with their users and sessions, until the store takes them over.
 *
 * <p>Threading: a {@link dev.toolwatch.usage.UsageShard} belongs to its event loop's thread, and
 * only that thread writes it. There are no locks, and loops share only counters of rare events. To
 * hand over, the loop's thread swaps one pointer; the thread that asked turns what it pointed to
 * into a batch.
 *
 * <p>Limits: between two hand-overs, the loops share {@code toolwatch.usage.max-rows} rows, the
 * same number of client rows, {@code toolwatch.usage.max-sessions} sessions and {@code
 * toolwatch.usage.max-user-memory} for telling users apart. Above these limits, operations count in
 * one row of their service with {@code __other__} as method and tool, clients count as {@code
 * __other__}, and the interval's further sessions and users are not told apart. {@code
 * toolwatch_usage_limited_operations_total} counts the operations concerned. The names of clients
 * are limited by a budget of {@code cardinality}, which also forgets them.
 */
package dev.toolwatch.usage;

/**
 * What the instrumentation of each service lacks: checks of what was received of it in the last hour,
 * each with a share, a state and an advice. docs/coverage.md defines the checks.
 *
 * <p>Threading: a {@link dev.toolwatch.coverage.CoverageShard} belongs to its event loop's thread,
 * which alone writes it and copies it for readers. Errors are counted by the thread that groups them,
 * and called tools by the thread that flushes into the store. {@link
 * dev.toolwatch.coverage.ServiceCoverage} merges all of it when it is asked.
 *
 * <p>Limits: two half-hours, in each of which {@link dev.toolwatch.coverage.HalfHours} keeps a limited
 * number of services; what further ones send counts as {@code __other__}, and {@code
 * toolwatch_coverage_limited_operations_total} says how often, and continues after a restart. Nothing
 * else is stored: after a restart, and in each replica, checks are of what this process has received.
 */
package dev.toolwatch.coverage;

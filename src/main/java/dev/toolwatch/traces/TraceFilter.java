package dev.toolwatch.traces;

import dev.toolwatch.signal.Outcome;

/**
 * Which kept traces to list, the latest first.
 *
 * @param service null for all
 * @param tool null for all
 * @param outcome null for all
 * @param minNanos the least duration in nanoseconds
 * @param fromMillis the first millisecond in which a trace may have begun, since the Unix epoch
 * @param toMillis the millisecond after the last
 * @param after the last trace of the page before; null for the first page
 * @param limit the maximum number
 */
public record TraceFilter(
    String service,
    String tool,
    Outcome outcome,
    long minNanos,
    long fromMillis,
    long toMillis,
    StoredTrace after,
    int limit) {}

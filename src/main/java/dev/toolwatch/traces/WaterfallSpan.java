package dev.toolwatch.traces;

/**
 * A span in its place in a trace.
 *
 * @param depth how many spans are above it
 * @param selfNanos its time that none of its children covers
 * @param critical whether it is on the critical path
 * @param shiftNanos what {@link SelfTimes} adds to its times, since its service's clock differs from
 *     that of its parent
 */
public record WaterfallSpan(
    SpanDetail span, int depth, long selfNanos, boolean critical, long shiftNanos) {}

package dev.toolwatch.traces;

import java.util.Map;

/**
 * A span, often of another trace, that a span refers to.
 *
 * @param idHigh the first half of its trace's id, big-endian
 * @param idLow the second half
 * @param attributes as those of {@link SpanResource}
 */
public record SpanLink(
    long idHigh, long idLow, long spanId, String traceState, Map<String, Object> attributes) {}

package dev.toolwatch.traces;

import java.util.Map;

/**
 * Something that happened during a span.
 *
 * @param timeNanos since the Unix epoch, unsigned
 * @param attributes as those of {@link SpanResource}
 */
public record SpanEvent(long timeNanos, String name, Map<String, Object> attributes) {}

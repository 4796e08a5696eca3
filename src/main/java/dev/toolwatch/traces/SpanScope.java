package dev.toolwatch.traces;

/**
 * The instrumentation that made spans.
 *
 * @param name empty if it has none
 * @param version empty if it has none
 */
public record SpanScope(String name, String version) {}

package dev.toolwatch.traces;

/**
 * Where time of a tool's calls goes: to spans of one name and kind, over all hours and replicas of a
 * period.
 *
 * @param id tells the row from others, in the order of rows with the same self time
 * @param service whose tool it is
 * @param tool that was called
 * @param span the name of the spans
 * @param kind of the spans: internal, server, client, producer, consumer
 * @param calls how many spans
 * @param selfMicros their self time in microseconds
 * @param toolCalls calls of the tool
 * @param toolMicros the duration of the tool's calls in microseconds
 * @param toolSelfMicros the self time of all spans in the tool's calls, in microseconds
 */
public record Hotspot(
    long id,
    String service,
    String tool,
    String span,
    String kind,
    double calls,
    double selfMicros,
    double toolCalls,
    double toolMicros,
    double toolSelfMicros) {}

package dev.toolwatch.traces;

import dev.toolwatch.signal.Outcome;
import java.util.List;

/**
 * A trace in the store: the sum of the parts that were kept of it, by all replicas.
 *
 * @param idHigh the first half of its id, big-endian
 * @param idLow the second half
 * @param reason why it was kept: the first of the reasons of its parts
 * @param service of its call, or of its first span
 * @param tool of its call; empty if it has none
 * @param outcome of its call
 * @param startNanos when its first span began, since the Unix epoch, unsigned
 * @param endNanos when its last span ended
 * @param spans how many spans it has
 * @param slowest the name of the span with the most self time
 * @param requests its parts, each an ExportTraceServiceRequest in protobuf, redacted; empty in a
 *     listing
 */
public record StoredTrace(
    long idHigh,
    long idLow,
    Decision reason,
    String service,
    String tool,
    Outcome outcome,
    long startNanos,
    long endNanos,
    int spans,
    String slowest,
    List<byte[]> requests) {}

package dev.toolwatch.traces;

import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;

/**
 * A kept trace, or spans of it that came after it had been decided.
 *
 * @param idHigh the first half of its id, big-endian
 * @param idLow the second half
 * @param reason why it is kept
 * @param service of its call, or of its first span if it has no call
 * @param tool of its call; empty if it has none
 * @param outcome of its call; without a call, {@link Outcome#SERVER_ERROR} if a span failed
 * @param startNanos when its first span began, since the Unix epoch, unsigned
 * @param endNanos when its last span ended
 * @param spans how many spans it has
 * @param slowest the name of the span with the most self time; empty if these are late spans
 * @param request the spans as an ExportTraceServiceRequest in protobuf, not redacted
 */
record KeptTrace(
    long idHigh,
    long idLow,
    Decision reason,
    ServiceId service,
    String tool,
    Outcome outcome,
    long startNanos,
    long endNanos,
    int spans,
    String slowest,
    byte[] request) {}

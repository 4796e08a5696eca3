/**
 * The OTLP receiver: gRPC and HTTP servers, gunzip with a size limit, streaming decoders for
 * protobuf and JSON, and the answers. {@link dev.toolwatch.otlp.Intake} shows how a request is
 * processed.
 *
 * <p>Threading: each event loop has its own pair of servers, intake and shard. The only mutable
 * state that loops share is the budgets and counters of {@link dev.toolwatch.otlp.ReceiverState}.
 * Limits: bytes in flight, bytes of a request after inflation, spans of a request, nesting depth,
 * connections and the time a request may take to arrive.
 */
package dev.toolwatch.otlp;

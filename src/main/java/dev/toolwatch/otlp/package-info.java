/**
 * The OTLP receiver: servers for gRPC and HTTP, gunzip with a cap, streaming decoders for protobuf
 * and JSON, and the answers. {@link dev.toolwatch.otlp.Intake} is the whole way of a request.
 *
 * <p>Threading: one server pair, one intake and one shard per event loop; nothing mutable is shared
 * between loops but the budget of bytes in flight. Bounds: bytes in flight, bytes of a request after
 * inflation, spans of a request, nesting, connections and the time a request may take to arrive.
 */
package dev.toolwatch.otlp;

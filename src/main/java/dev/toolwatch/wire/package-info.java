/**
 * Bytes in and out: protobuf read in place and written, compact integers, hexadecimal digits, and
 * {@link dev.toolwatch.wire.Text}, a stretch of UTF-8 inside a request. Knows no stage.
 *
 * <p>Threading: nothing here is thread-safe; each object belongs to one thread. Bounds: a reader never
 * leaves the message it is in, nesting ends at {@link dev.toolwatch.wire.ProtobufReader#MAX_DEPTH}, and
 * a {@link dev.toolwatch.wire.ByteSink} has a limit.
 */
package dev.toolwatch.wire;

/**
 * Reads and writes bytes: protobuf, compact integers, hexadecimal digits and zlib. {@link
 * dev.toolwatch.wire.Text} is a range of UTF-8 bytes in a request. Does not depend on any stage.
 *
 * <p>Threading: nothing here is thread-safe; each object belongs to one thread. Limits: a reader
 * never leaves its message, nesting is limited to {@link
 * dev.toolwatch.wire.ProtobufReader#MAX_DEPTH}, and a {@link dev.toolwatch.wire.ByteSink} has a
 * limit.
 */
package dev.toolwatch.wire;

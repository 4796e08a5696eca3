package dev.toolwatch.traces;

/**
 * A part of a trace as it goes into the store.
 *
 * @param trace what is known of it
 * @param data its request, redacted and compressed
 */
record TracePart(KeptTrace trace, byte[] data) {}

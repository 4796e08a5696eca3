package dev.toolwatch.otlp;

/**
 * What is known of a request before its body.
 *
 * @param gzip whether the body is compressed
 */
record RequestHead(Signal signal, Transport transport, Encoding encoding, boolean gzip) {}

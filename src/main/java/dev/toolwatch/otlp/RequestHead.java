package dev.toolwatch.otlp;

import dev.toolwatch.signal.Signal;

/**
 * What is known about a request before its body arrives.
 *
 * @param gzip whether the body is compressed
 */
record RequestHead(Signal signal, Transport transport, Encoding encoding, boolean gzip) {
  /** The same request in another encoding. */
  RequestHead in(Encoding other) {
    return new RequestHead(signal, transport, other, gzip);
  }
}

package dev.toolwatch.forward;

import dev.toolwatch.signal.Signal;

/**
 * A part of an OTLP request that waits for a target. The bytes are shared by all targets and must
 * not be changed.
 *
 * @param arrivedMillis when it was received, in milliseconds since the Unix epoch
 * @param items spans, data points or log records in it
 * @param bytes the request in protobuf
 */
record WaitingRequest(Signal signal, long arrivedMillis, int items, byte[] bytes) {
  int size() {
    return bytes.length;
  }
}

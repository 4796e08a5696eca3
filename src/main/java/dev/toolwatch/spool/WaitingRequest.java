package dev.toolwatch.spool;

import dev.toolwatch.signal.Signal;

/**
 * A part of an OTLP request that waits to be sent on or to be counted. The bytes are shared and must
 * not be changed.
 *
 * @param arrivedMillis when it was received, in milliseconds since the Unix epoch
 * @param items spans, data points or log records in it
 * @param bytes the request in protobuf
 */
public record WaitingRequest(Signal signal, long arrivedMillis, int items, byte[] bytes) {
  public int size() {
    return bytes.length;
  }
}

package dev.toolwatch.forward;

import dev.toolwatch.signal.Signal;
import dev.toolwatch.spool.WaitingRequest;
import java.util.List;

/**
 * Requests of one signal that are sent as one. Their bytes one after another are a request that
 * holds all of them, for an OTLP request is a list of resources (protobuf.dev, "Encoding": merging
 * messages).
 *
 * @param requests at least one, the oldest first
 */
record Batch(List<WaitingRequest> requests) {
  Batch {
    requests = List.copyOf(requests);
    if (requests.isEmpty()) {
      throw new IllegalArgumentException("a batch without requests");
    }
  }

  Signal signal() {
    return requests.get(0).signal();
  }

  long items() {
    return requests.stream().mapToLong(WaitingRequest::items).sum();
  }

  /** The size in bytes. */
  int size() {
    return requests.stream().mapToInt(WaitingRequest::size).sum();
  }

  /** When the oldest was received, in milliseconds since the Unix epoch. */
  long arrivedMillis() {
    return requests.get(0).arrivedMillis();
  }

  /** Whether a request belongs to the batch that these are. */
  static boolean fits(List<WaitingRequest> chosen, long bytes, WaitingRequest next, Limits limits) {
    return chosen.isEmpty()
        || chosen.size() < limits.requests()
            && bytes + next.size() <= limits.bytes()
            && next.signal() == chosen.get(0).signal();
  }

  /**
   * How much a batch may hold. One request is a batch whatever its size.
   *
   * @param bytes the maximum size
   * @param requests the maximum number, at least 1
   */
  record Limits(int bytes, int requests) {}
}

package dev.toolwatch.otlp;

import dev.toolwatch.signal.Signal;

/**
 * What one event loop has received. Not thread-safe: only the event loop writes it, readers get a
 * copy.
 *
 * <p>Conservation: the accepted spans of both transports, summed over all loops, equal the spans
 * that the joins have disposed of plus the pending ones ({@link dev.toolwatch.signal.SpanCounts}).
 */
final class ReceiverCounts {
  private static final int TRANSPORTS = Transport.values().length;
  private static final int CODES = Answer.Code.values().length;

  private final long[] accepted;
  private final long[] rejected;
  private final long[] requests;

  ReceiverCounts() {
    int streams = Signal.values().length * TRANSPORTS;
    accepted = new long[streams];
    rejected = new long[streams];
    requests = new long[streams * CODES];
  }

  private ReceiverCounts(ReceiverCounts other) {
    accepted = other.accepted.clone();
    rejected = other.rejected.clone();
    requests = other.requests.clone();
  }

  private static int stream(Signal signal, Transport transport) {
    return signal.ordinal() * TRANSPORTS + transport.ordinal();
  }

  void items(Signal signal, Transport transport, long acceptedItems, long rejectedItems) {
    accepted[stream(signal, transport)] += acceptedItems;
    rejected[stream(signal, transport)] += rejectedItems;
  }

  void request(Signal signal, Transport transport, Answer.Code code) {
    requests(signal, transport, code, 1);
  }

  void requests(Signal signal, Transport transport, Answer.Code code, long times) {
    requests[stream(signal, transport) * CODES + code.ordinal()] += times;
  }

  long accepted(Signal signal, Transport transport) {
    return accepted[stream(signal, transport)];
  }

  long rejected(Signal signal, Transport transport) {
    return rejected[stream(signal, transport)];
  }

  long requests(Signal signal, Transport transport, Answer.Code code) {
    return requests[stream(signal, transport) * CODES + code.ordinal()];
  }

  ReceiverCounts copy() {
    return new ReceiverCounts(this);
  }

  ReceiverCounts plus(ReceiverCounts other) {
    ReceiverCounts sum = copy();
    add(sum.accepted, other.accepted);
    add(sum.rejected, other.rejected);
    add(sum.requests, other.requests);
    return sum;
  }

  private static void add(long[] sum, long[] more) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
  }
}

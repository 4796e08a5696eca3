package dev.toolwatch.otlp;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.SpanCounts;

/**
 * The receiver's state that the next process continues with.
 *
 * @param createdMillis when the first process of the series started, in milliseconds since the Unix
 *     epoch
 * @param counts the sums over all these processes; no spans are pending
 */
record OtlpCheckpoint(long createdMillis, LoopCounts counts) {
  /** Changes with the layout. */
  private static final int VERSION = 2;

  byte[] toBytes() {
    CheckpointWriter state = new CheckpointWriter(VERSION).number(createdMillis);
    ReceiverCounts received = counts.received();
    state.number((long) Signal.values().length * Transport.values().length);
    for (Signal signal : Signal.values()) {
      for (Transport transport : Transport.values()) {
        state
            .text(signal.label())
            .text(transport.label())
            .number(received.accepted(signal, transport))
            .number(received.rejected(signal, transport))
            .number(Answer.Code.values().length);
        for (Answer.Code code : Answer.Code.values()) {
          state.text(code.name()).number(received.requests(signal, transport, code));
        }
      }
    }
    SpanCounts spans = counts.spans();
    state.number(Disposition.values().length);
    for (Disposition disposition : Disposition.values()) {
      state.text(disposition.label()).number(spans.of(disposition));
    }
    return state
        .number(spans.expired())
        .number(spans.overflowed())
        .number(spans.late())
        .number(spans.forgottenEarly())
        .number(spans.repeated())
        .toBytes();
  }

  /**
   * @throws IllegalArgumentException if the bytes are not a state of this version
   */
  static OtlpCheckpoint of(byte[] bytes) {
    CheckpointReader state = new CheckpointReader(bytes, VERSION);
    long createdMillis = state.millis();
    ReceiverCounts received = new ReceiverCounts();
    for (int left = state.size(); left > 0; left--) {
      Signal signal = state.oneOf(Signal.values(), Signal::label);
      Transport transport = state.oneOf(Transport.values(), Transport::label);
      received.items(signal, transport, state.count(), state.count());
      for (int codes = state.size(); codes > 0; codes--) {
        Answer.Code code = state.oneOf(Answer.Code.values(), Answer.Code::name);
        received.requests(signal, transport, code, state.count());
      }
    }
    long[] dispositions = new long[Disposition.values().length];
    for (int left = state.size(); left > 0; left--) {
      Disposition disposition = state.oneOf(Disposition.values(), Disposition::label);
      dispositions[disposition.ordinal()] = state.count();
    }
    SpanCounts spans =
        new SpanCounts(
            dispositions,
            0,
            state.count(),
            state.count(),
            state.count(),
            state.count(),
            state.count());
    state.end();
    return new OtlpCheckpoint(createdMillis, new LoopCounts(received, spans));
  }
}

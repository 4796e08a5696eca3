package dev.toolwatch.traces;

import dev.toolwatch.signal.Envelope;

/** An envelope that origins of waiting spans refer to. Belongs to one event loop. */
final class HeldEnvelope {
  /** What it takes beside its bytes, in a map. */
  private static final int OVERHEAD_BYTES = 160;

  final Envelope envelope;

  /** The service to which its bytes are charged. */
  final ServiceTraces owner;

  /** The origins that refer to it. */
  int uses;

  HeldEnvelope(Envelope envelope, ServiceTraces owner) {
    this.envelope = envelope;
    this.owner = owner;
  }

  int bytes() {
    return envelope.size() + OVERHEAD_BYTES;
  }
}

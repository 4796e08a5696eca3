package dev.toolwatch.forward;

import dev.toolwatch.signal.Redaction;
import java.time.InstantSource;
import java.util.List;

/** Makes {@link Forwarding}s for tests of other stages. */
public final class Forwardings {
  private Forwardings() {}

  /** One without targets. */
  public static Forwarding none() {
    return new Forwarding(
        List.of(),
        true,
        new Redaction(List.of(), Redaction.TextRedaction.NONE),
        InstantSource.system());
  }
}

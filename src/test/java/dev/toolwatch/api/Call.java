package dev.toolwatch.api;

import dev.toolwatch.signal.Outcome;
import java.time.Instant;

/** One operation as it happened: what answers are compared with. */
record Call(
    Instant end,
    String service,
    String method,
    String tool,
    Outcome outcome,
    double seconds,
    long user,
    String client,
    long session) {
  static final String CALL = "tools/call";

  boolean isCall() {
    return method.equals(CALL);
  }

  long startMillis() {
    return end.toEpochMilli() - Math.round(seconds * 1_000);
  }
}

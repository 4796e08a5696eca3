package dev.toolwatch.testing;

import dev.toolwatch.signal.Outcome;
import java.time.Instant;

/**
 * One operation of a made-up fleet.
 *
 * @param method of MCP
 * @param tool empty where the operation is no call
 * @param user a pseudonym; 0 for none
 * @param session the id that was sent; empty for none
 * @param client the client's name; empty for none
 * @param endMillis since the Unix epoch
 */
public record FleetCall(
    String service,
    String method,
    String tool,
    Outcome outcome,
    long user,
    String session,
    String client,
    String clientVersion,
    long endMillis,
    long durationNanos) {
  public Instant end() {
    return Instant.ofEpochMilli(endMillis);
  }

  public long startMillis() {
    return endMillis - durationNanos / 1_000_000;
  }
}

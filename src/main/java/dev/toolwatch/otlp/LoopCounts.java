package dev.toolwatch.otlp;

import dev.toolwatch.mcp.JoinCounts;

/**
 * What one event loop, or all of them, have received and made of it, taken at one moment.
 *
 * @param received a copy, not changed after it is handed out
 */
record LoopCounts(ReceiverCounts received, JoinCounts joins) {
  static final LoopCounts NONE = new LoopCounts(new ReceiverCounts(), JoinCounts.NONE);

  LoopCounts plus(LoopCounts other) {
    return new LoopCounts(received.plus(other.received), joins.plus(other.joins));
  }
}

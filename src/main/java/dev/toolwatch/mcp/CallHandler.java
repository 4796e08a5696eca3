package dev.toolwatch.mcp;

import dev.toolwatch.signal.Operation;

/**
 * Takes what joining calls has decided on, each once, on the join's thread. An operation is valid
 * only during the call.
 */
public interface CallHandler {
  /** Says what time it is for what follows, since the Unix epoch: no clock is asked per span. */
  default void at(long epochMillis) {}

  /**
   * An MCP request, to be counted on its side.
   *
   * @return false if it is counted from elsewhere: its span is then a duplicate
   */
  boolean operation(Operation operation);

  /** A call of a dependency. */
  void dependency(Operation operation);

  /** An attempt at authentication. */
  void auth(Operation operation);
}

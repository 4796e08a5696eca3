package dev.toolwatch.mcp;

import dev.toolwatch.signal.Operation;

/** Takes what a join has decided on, each once. An operation is valid only during the call. */
public interface DecidedCalls {
  /** An MCP request, to be counted on its side. */
  void operation(Operation operation);

  /** A call of a dependency. */
  void dependency(Operation call);

  /** An attempt at authentication. */
  void auth(Operation attempt);
}

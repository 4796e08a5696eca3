package dev.toolwatch.mcp;

/** What part a span plays in a call, by itself, before its place in the trace is looked at. */
enum SpanRole {
  /** Nothing to do with MCP; it may still lie between spans that have. */
  NONE,
  /** A request as handled by a server. */
  SERVER,
  /** A request as sent by a client. */
  CLIENT,
  /** A request as sent by a client, where no other span of MCP is above it. */
  OUTER_CLIENT,
  /** Work inside a server that counts as the request where no server span is above it. */
  TOOL,
  /** A detail of a request that never counts by itself. */
  PART,
  /** A call of something else, which is a dependency where an operation is above it. */
  OUTBOUND,
  /** An authentication. */
  AUTH;

  private static final SpanRole[] VALUES = values();

  static SpanRole of(int ordinal) {
    return VALUES[ordinal];
  }
}

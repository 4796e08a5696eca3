package dev.toolwatch.mcp;

/**
 * The role of a span in a call, judged by the span alone, before its position in the trace is
 * known.
 */
enum SpanRole {
  /** Not related to MCP, but it may be between spans that are. */
  NONE,
  /** A request, as the server handles it. */
  SERVER,
  /** A request, as the client sends it. */
  CLIENT,
  /** A request, as the client sends it, that counts only if no other MCP span is above it. */
  OUTER_CLIENT,
  /** Work inside a server. It counts as the request if no server span is above it. */
  TOOL,
  /** A detail of a request. It never counts. */
  PART,
  /** A call to something else. It is a dependency if an operation is above it. */
  OUTBOUND,
  AUTH;

  private static final SpanRole[] VALUES = values();

  static SpanRole of(int ordinal) {
    return VALUES[ordinal];
  }
}

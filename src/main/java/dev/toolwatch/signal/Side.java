package dev.toolwatch.signal;

/** The side of an MCP request on which a span was recorded. */
public enum Side {
  SERVER,
  CLIENT
}

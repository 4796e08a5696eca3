package dev.toolwatch.signal;

/** Which end of an MCP request a span speaks for. */
public enum Side {
  SERVER,
  CLIENT
}

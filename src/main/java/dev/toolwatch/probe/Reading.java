package dev.toolwatch.probe;

/**
 * What a check that went well has read.
 *
 * @param detail what was found, in a few words: a version, a status
 * @param mcp what an MCP server says of itself; null for other kinds
 */
record Reading(String detail, McpFacts mcp) {
  static Reading of(String detail) {
    return new Reading(detail, null);
  }
}

package dev.toolwatch.operating;

/** What can be wrong with an MCP server in the drill. */
enum Fault {
  NONE,
  /** Every call of one tool of four fails. */
  FAILING_TOOL,
  /** Every call of one tool of four takes seconds. */
  SLOW_TOOL,
  /** The database that one tool of four cannot do without refuses every query. */
  DEAD_DEPENDENCY,
  /** Nothing is sent. */
  SILENT
}

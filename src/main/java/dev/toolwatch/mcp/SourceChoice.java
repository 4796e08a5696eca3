package dev.toolwatch.mcp;

/** From what a service's operations are to be counted. */
enum SourceChoice {
  /** From its own metrics as long as it sends them, else from its spans. */
  AUTO,
  SPANS,
  METRICS
}

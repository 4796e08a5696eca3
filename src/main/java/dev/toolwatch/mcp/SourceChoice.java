package dev.toolwatch.mcp;

/** What a service's operations are counted from. */
enum SourceChoice {
  /** Its own metrics while it sends them, otherwise its spans. */
  AUTO,
  SPANS,
  METRICS
}

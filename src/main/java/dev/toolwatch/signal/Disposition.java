package dev.toolwatch.signal;

/** What became of an accepted span. Over all of them the counts sum to the accepted spans. */
public enum Disposition {
  /** An MCP operation, counted. */
  OPERATION("operation"),
  /** Of an operation that is counted by another span, or by its service's own metrics. */
  DUPLICATE("duplicate"),
  /** What an operation itself called. */
  DEPENDENCY("dependency"),
  /** An authentication. */
  AUTH("auth"),
  /** Nothing to do with MCP. */
  OTHER("other");

  private final String label;

  Disposition(String label) {
    this.label = label;
  }

  /** The value of the {@code disposition} label. */
  public String label() {
    return label;
  }
}

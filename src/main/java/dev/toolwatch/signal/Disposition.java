package dev.toolwatch.signal;

/** What became of an accepted span. The counts of all dispositions sum to the accepted spans. */
public enum Disposition {
  /** An MCP operation that was counted. */
  OPERATION("operation"),
  /** Belongs to an operation that another span, or the service's own metrics, already counts. */
  DUPLICATE("duplicate"),
  /** A call that an operation made itself. */
  DEPENDENCY("dependency"),
  /** An authentication attempt. */
  AUTH("auth"),
  /** Not related to MCP. */
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

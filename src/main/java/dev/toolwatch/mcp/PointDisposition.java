package dev.toolwatch.mcp;

/**
 * What became of a data point of the servers' own metrics. The counts of those that are accepted sum
 * to the accepted points.
 */
public enum PointDisposition {
  /** What is new in it was counted. */
  COUNTED("counted", ""),
  /** Where its stream is counted from: what it holds was counted by spans, or is not known. */
  BASELINE("baseline", ""),
  /** No later than another of its stream: sent again, or overtaken. */
  REPEATED("repeated", ""),
  /** It holds no value: its stream pauses. */
  ENDED("ended", ""),
  /** Of something that is no MCP operation. */
  OTHER("other", ""),
  /** Its service is counted by spans. */
  UNUSED("unused", "the service is counted by its spans"),
  /** It cannot be understood. */
  DEFECTIVE("defective", "it cannot be understood"),
  /** Too many streams are followed already. */
  OVER_LIMIT("over_limit", "too many streams (toolwatch.mcp.max-metric-streams)");

  private final String label;
  private final String reason;

  PointDisposition(String label, String reason) {
    this.label = label;
    this.reason = reason;
  }

  /** The value of the {@code disposition} label. */
  public String label() {
    return label;
  }

  public boolean isAccepted() {
    return reason.isEmpty();
  }

  /** Why such a point is refused; empty where it is not. */
  public String reason() {
    return reason;
  }
}

package dev.toolwatch.mcp;

/**
 * What became of a data point of a service's own metrics. The counts of the accepted dispositions
 * add up to the number of accepted points.
 */
public enum PointDisposition {
  /** What is new in it was counted. */
  COUNTED("counted", ""),
  /** Counting of its stream starts here: what it holds was counted from spans, or is unknown. */
  BASELINE("baseline", ""),
  /**
   * All that it counts has been counted: sent twice, or overtaken by a later point of a cumulative
   * stream.
   */
  REPEATED("repeated", ""),
  /** It has no recorded value: its stream pauses. */
  ENDED("ended", ""),
  /** It is not about an MCP operation. */
  OTHER("other", ""),
  /** Its service is counted from spans. */
  UNUSED("unused", "the service is counted from its spans"),
  /** It does not say since when it counts, and is the first of its stream. */
  UNKNOWN_START(
      "unknown_start",
      "start and time are equal, so nobody knows since when the point counts: its stream is counted"
          + " from here on"),
  /** It is invalid. */
  DEFECTIVE("defective", "the data point is invalid"),
  /** Too many streams are tracked already. */
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

  /** Why such a point is refused; empty if it is not. */
  public String reason() {
    return reason;
  }
}

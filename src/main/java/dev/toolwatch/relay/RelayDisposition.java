package dev.toolwatch.relay;

/** What became of a data point. */
enum RelayDisposition {
  /** Its series shows it. */
  SHOWN("shown"),
  /** It came before, or a later point of its series did. */
  REPEATED("repeated"),
  /** It has no recorded value: its series ended. */
  ENDED("ended"),
  /** Its metric is not to be passed on, by setting. */
  FILTERED("filtered"),
  /** Toolwatch has a metric of this name itself, which says the same and more. */
  OWN("own"),
  /** It is invalid. */
  DEFECTIVE("defective"),
  /** Its metric has the name of one with another type. */
  CONFLICT("conflict"),
  /** There is no room for its series. */
  LIMITED("limited");

  private final String label;

  RelayDisposition(String label) {
    this.label = label;
  }

  /** The value of the {@code disposition} label. */
  String label() {
    return label;
  }

  /** Whether the sender has to be told that the point is not shown. */
  boolean isRefused() {
    return this == DEFECTIVE || this == CONFLICT || this == LIMITED;
  }
}

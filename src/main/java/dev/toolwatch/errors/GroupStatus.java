package dev.toolwatch.errors;

/** Where an error group is in its life. One that came back is open again. */
public enum GroupStatus {
  OPEN("open"),
  RESOLVED("resolved"),
  IGNORED("ignored");

  private final String label;

  GroupStatus(String label) {
    this.label = label;
  }

  /** What the API and the metrics call it. */
  public String label() {
    return label;
  }
}

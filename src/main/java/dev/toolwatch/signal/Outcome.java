package dev.toolwatch.signal;

/** How an operation ended: a closed set that never overflows. Error rates count SERVER_ERROR. */
public enum Outcome {
  OK("ok"),
  /** The caller's mistake: bad arguments, unknown tool or method, missing resource, cancelled. */
  CLIENT_ERROR("client_error"),
  /** Everything else that failed, tool errors and timeouts among them. */
  SERVER_ERROR("server_error");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  /** The value of the {@code outcome} label. */
  public String label() {
    return label;
  }
}

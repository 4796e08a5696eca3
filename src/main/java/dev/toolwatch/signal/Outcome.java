package dev.toolwatch.signal;

/**
 * How an operation ended. A closed set, so it never overflows. Error rates count SERVER_ERROR only.
 */
public enum Outcome {
  OK("ok"),
  /**
   * The caller's mistake: bad arguments, an unknown tool or method, a missing resource, a
   * cancellation.
   */
  CLIENT_ERROR("client_error"),
  /** Any other failure, including tool errors and timeouts. */
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

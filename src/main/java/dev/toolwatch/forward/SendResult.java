package dev.toolwatch.forward;

/** How a target answered what was sent. Immutable. */
public sealed interface SendResult {
  /**
   * The target has taken it.
   *
   * @param rejected items of it that the target did not accept: a partial success
   * @param message what the target says of them, or empty
   */
  record Delivered(long rejected, String message) implements SendResult {}

  /** The target does not take it, and would not at a second time. */
  record Refused(String reason) implements SendResult {}

  /**
   * The target may take it later, or it is not known whether it has.
   *
   * @param afterMillis how long the target asks to wait; 0 if it does not ask
   */
  record Retry(long afterMillis, String reason) implements SendResult {}
}

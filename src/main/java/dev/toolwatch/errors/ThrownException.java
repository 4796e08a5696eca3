package dev.toolwatch.errors;

import java.util.List;
import java.util.Objects;

/**
 * One exception of a chain. Immutable.
 *
 * @param type with its package or namespace as far as the stack trace has it; empty if unknown
 * @param message of possibly several lines; empty if there is none
 * @param frames the oldest call first, so that the last one threw; empty if unknown
 * @param omittedFrames how many frames between the first and the last were left out
 * @param messageCut whether the end of the message was left out
 */
public record ThrownException(
    String type, String message, List<StackFrame> frames, int omittedFrames, boolean messageCut) {
  public ThrownException {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(message, "message");
    frames = List.copyOf(frames);
    if (omittedFrames < 0) {
      throw new IllegalArgumentException("a negative number of omitted frames");
    }
  }

  /** The same exception in other words. */
  ThrownException replaced(String otherType, String otherMessage, List<StackFrame> others) {
    return new ThrownException(otherType, otherMessage, others, omittedFrames, messageCut);
  }
}

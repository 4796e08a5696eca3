package dev.toolwatch.errors;

import java.util.Objects;

/**
 * One error of a group, kept whole. Immutable.
 *
 * @param millis when it happened, since the Unix epoch
 * @param traceIdHigh the first half of its trace's id; both are 0 if it has none
 * @param spanId of its span; 0 if it has none
 * @param user the pseudonym of its user; 0 if unknown
 * @param version of the service; empty if unknown
 * @param tool that was called; empty if none was
 * @param exception without secrets
 */
public record ErrorSample(
    long millis,
    long traceIdHigh,
    long traceIdLow,
    long spanId,
    long user,
    String version,
    String tool,
    ParsedException exception) {
  private static final int SAMPLE_BYTES = 256;
  private static final int FRAME_BYTES = 200;

  public ErrorSample {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(exception, "exception");
  }

  /** The bytes that it takes, about. */
  long bytes() {
    long bytes = SAMPLE_BYTES;
    for (ThrownException thrown : exception.chain()) {
      bytes += SAMPLE_BYTES + 2L * (thrown.type().length() + thrown.message().length());
      for (StackFrame frame : thrown.frames()) {
        bytes +=
            FRAME_BYTES
                + frame.function().length()
                + frame.file().length()
                + frame.module().length();
      }
    }
    return bytes;
  }
}

package dev.toolwatch.api;

import dev.toolwatch.errors.StackFrame;
import dev.toolwatch.errors.ThrownException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One exception of a chain.
 *
 * @param type null if unknown
 * @param message null if there is none
 * @param messageCut whether the end of the message was left out
 * @param frames the oldest call first, so that the last one threw
 * @param omittedFrames how many between the first and the last were left out
 */
record ExceptionRow(
    @Schema(nullable = true) String type,
    @Schema(nullable = true, description = "Without secrets") String message,
    @Schema(description = "Whether the end of the message was left out") boolean messageCut,
    @Schema(description = "The oldest call first: the last one threw") List<FrameRow> frames,
    @Schema(description = "Frames between the first and the last that were left out")
        int omittedFrames) {
  /**
   * A call in a stack trace.
   *
   * @param function null if unknown, as are all others
   * @param line from 1
   * @param column from 1
   * @param inApp whether it belongs to the application and not to a library or the runtime
   */
  record FrameRow(
      @Schema(nullable = true) String function,
      @Schema(nullable = true) String file,
      @Schema(nullable = true) String module,
      @Schema(nullable = true) Integer line,
      @Schema(nullable = true) Integer column,
      @Schema(
              description =
                  "Whether it belongs to the application and not to a library or the runtime")
          boolean inApp) {
    private static FrameRow of(StackFrame frame) {
      return new FrameRow(
          TraceRow.orNull(frame.function()),
          TraceRow.orNull(frame.file()),
          TraceRow.orNull(frame.module()),
          frame.line() == 0 ? null : frame.line(),
          frame.column() == 0 ? null : frame.column(),
          frame.inApp());
    }
  }

  static ExceptionRow of(ThrownException thrown) {
    return new ExceptionRow(
        TraceRow.orNull(thrown.type()),
        TraceRow.orNull(thrown.message()),
        thrown.messageCut(),
        thrown.frames().stream().map(FrameRow::of).toList(),
        thrown.omittedFrames());
  }
}

package dev.toolwatch.mcp;

import dev.toolwatch.signal.LogMemory;
import dev.toolwatch.signal.LogPosition;

/**
 * The join of a log and the streams of its data points, with a memory that can be stored: whoever reads
 * the log next goes on as if nothing had happened. Not thread-safe.
 */
public final class LogJoin {
  private final CallJoin join;
  private final ReportedMetrics reported;

  LogJoin(CallJoin join, ReportedMetrics reported) {
    this.join = join;
    this.reported = reported;
  }

  public CallJoin join() {
    return join;
  }

  /** The services' own metrics, with the streams of this log. */
  public ReportedMetrics reported() {
    return reported;
  }

  /** Goes on from where a log was stored. Called before anything is read. */
  public void restore(LogPosition position) {}

  /** What must be remembered now, and of it what has changed since the last call. */
  public LogMemory memory() {
    return LogMemory.NONE;
  }
}

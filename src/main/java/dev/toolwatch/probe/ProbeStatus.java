package dev.toolwatch.probe;

import java.time.Instant;

/**
 * What is known of a probe. Immutable.
 *
 * @param state what it counts as; null as long as nothing is known
 * @param since when it became that; null likewise
 * @param checkedAt when the last check began; null if there was none
 * @param verdict of the last check; null likewise
 * @param message of the last check; empty likewise
 * @param nanos how long the last check took
 * @param failures checks in a row that failed, up to the last
 * @param tlsExpiry when the certificate expires that was seen last; null if none was
 * @param mcp what the MCP server said last; null if it never said anything
 * @param changedAt when its tools changed last; null if they never did
 */
public record ProbeStatus(
    Verdict state,
    Instant since,
    Instant checkedAt,
    Verdict verdict,
    String message,
    long nanos,
    int failures,
    Instant tlsExpiry,
    McpFacts mcp,
    Instant changedAt) {
  /** Nothing. */
  public static final ProbeStatus UNKNOWN =
      new ProbeStatus(null, null, null, null, "", 0, 0, null, null, null);

  /**
   * What is known after one more check.
   *
   * @param most failures in a row that it takes to count as failed
   */
  ProbeStatus after(ProbeRun run, int most) {
    boolean success = run.verdict().isSuccess();
    int failed = success ? 0 : Math.min(failures + 1, Integer.MAX_VALUE - 1);
    Verdict next = success || failed >= most ? run.verdict() : state;
    boolean changed =
        mcp != null && run.mcp() != null && !ToolChanges.between(mcp, run.mcp()).isEmpty();
    return new ProbeStatus(
        next,
        next == state ? since : run.at(),
        run.at(),
        run.verdict(),
        run.message(),
        run.nanos(),
        failed,
        run.tlsExpiry() == null ? tlsExpiry : run.tlsExpiry(),
        run.mcp() == null ? mcp : run.mcp(),
        changed ? run.at() : changedAt);
  }

  /** Whether it counts as failed: not up, and not unknown. */
  public boolean isFailed() {
    return state != null && !state.isSuccess();
  }

  /** Whether it counts as failed because nothing answers as it should. */
  boolean isDown() {
    return state != null && state.isDown();
  }
}

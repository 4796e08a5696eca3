package dev.toolwatch.signal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.wire.Text;

/**
 * How Toolwatch marks the MCP requests of its own probes, so that the spans of them are not taken for
 * those of users: by the name of the client program, and by a member of the tracestate (W3C, "Trace
 * Context"), which SDKs hand on to all spans of the trace. Pure functions.
 */
public final class ProbeMark {
  /** The name of the client program. */
  public static final String CLIENT = "toolwatch-probe";

  /** The member of the tracestate. */
  public static final String TRACE_STATE = "toolwatch=probe";

  private static final byte[] MEMBER = TRACE_STATE.getBytes(US_ASCII);

  private ProbeMark() {}

  /** Whether a tracestate has the member, at any place. */
  public static boolean isIn(Text traceState) {
    int at = 0;
    while (at < traceState.length()) {
      int comma = traceState.indexOf((byte) ',', at);
      int end = comma < 0 ? traceState.length() : comma;
      if (isMember(traceState, at, end)) {
        return true;
      }
      at = end + 1;
    }
    return false;
  }

  private static boolean isMember(Text traceState, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isSpace(traceState.at(start))) {
      start++;
    }
    while (end > start && isSpace(traceState.at(end - 1))) {
      end--;
    }
    if (end - start != MEMBER.length) {
      return false;
    }
    for (int i = 0; i < MEMBER.length; i++) {
      if (traceState.at(start + i) != MEMBER[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }
}

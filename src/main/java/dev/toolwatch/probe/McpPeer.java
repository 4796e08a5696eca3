package dev.toolwatch.probe;

import dev.toolwatch.signal.SteadyClock;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The MCP server that a check talks to, and what all requests to it have in common.
 *
 * @param headers the probe's own headers and its token
 */
record McpPeer(
    HttpCaller caller,
    URI uri,
    Map<String, String> headers,
    Said said,
    ProbeTrace trace,
    SteadyClock clock) {
  static final String JSON = "application/json";

  private static final List<String> OPENING = List.of("resource_metadata=\"", "resource_metadata=");

  /** A new map, for the headers of a request; names in any case. */
  Map<String, String> newHeaders() {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    return all;
  }

  /**
   * Checks that an answer does not refuse the request as such.
   *
   * @param request what was asked
   */
  void admitted(HttpExchange answer, String request) throws CheckFailure {
    if (List.of(401, 403, 429).contains(answer.status())) {
      CheckFailure no = HttpVerdicts.of(answer, clock);
      String where = resourceMetadata(answer.headers("WWW-Authenticate"));
      throw new CheckFailure(
          no.verdict(),
          "answers %s with %s%s"
              .formatted(
                  request, no.getMessage(), where.isEmpty() ? "" : ", see " + said.brief(where)));
    }
  }

  /** Where the server says how to get a token (RFC 9728, 5.1), or empty. */
  private static String resourceMetadata(List<String> challenges) {
    for (String challenge : challenges) {
      for (String opening : OPENING) {
        int at = challenge.indexOf(opening);
        if (at >= 0) {
          String rest = challenge.substring(at + opening.length());
          return rest.split(opening.endsWith("\"") ? "\"" : "[, ]", 2)[0];
        }
      }
    }
    return "";
  }

  /**
   * @param message with what the server said as {@link #said} has it
   */
  CheckFailure down(String message) {
    return new CheckFailure(Verdict.DOWN, message);
  }
}

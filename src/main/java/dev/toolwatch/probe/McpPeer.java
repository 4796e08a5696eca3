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

  private static final int MAX_MESSAGE = 500;

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
    int status = answer.status();
    if (status == 401 || status == 403) {
      String where = resourceMetadata(answer.headers("WWW-Authenticate"));
      throw new CheckFailure(
          Verdict.REFUSED,
          "refuses %s with HTTP %d%s"
              .formatted(request, status, where.isEmpty() ? "" : ", see " + said.brief(where)));
    }
    if (status == 429) {
      String after = answer.header("Retry-After");
      throw new CheckFailure(
          Verdict.RATE_LIMITED,
          "answers %s with HTTP 429%s"
              .formatted(request, after == null ? "" : ", retry after " + said.brief(after)));
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

  CheckFailure down(String message) {
    return new CheckFailure(Verdict.DOWN, said.brief(message, MAX_MESSAGE));
  }
}

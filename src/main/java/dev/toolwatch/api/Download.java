package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Headers for those who save an answer: a file name that says what is in it, and a link to the rest
 * of a listing that is longer than its page. Pure functions.
 */
final class Download {
  private static final String ROOT = "/api/v1/";
  private static final int MAX_NAME = 120;

  private Download() {}

  /** A Content-Disposition that makes a browser save the answer. */
  static String attachment(UriInfo uri, String ending) {
    return "attachment; filename=\"" + name(uri, ending) + '"';
  }

  /** A Content-Disposition that makes a browser show the answer, and save it under a good name. */
  static String inline(UriInfo uri, String ending) {
    return "inline; filename=\"" + name(uri, ending) + '"';
  }

  /** Of the path, the tool, the service and the month. Names come from senders. */
  private static String name(UriInfo uri, String ending) {
    String path = uri.getPath();
    StringBuilder name = new StringBuilder("toolwatch-");
    name.append(path.startsWith(ROOT) ? path.substring(ROOT.length()) : path);
    for (String parameter : List.of("tool", "service", "month")) {
      String value = uri.getQueryParameters().getFirst(parameter);
      if (value != null && !value.isEmpty()) {
        name.append('-').append(value);
      }
    }
    String safe = name.toString().replaceAll("[^A-Za-z0-9-]+", "_");
    return safe.substring(0, Math.min(MAX_NAME, safe.length())) + '.' + ending;
  }

  /** A Link (RFC 8288) to the next page: the same query with the cursor. */
  static String next(UriInfo uri, String cursor) {
    Map<String, List<String>> parameters = new TreeMap<>(uri.getQueryParameters());
    parameters.put("cursor", List.of(cursor));
    StringBuilder query = new StringBuilder();
    parameters.forEach(
        (name, values) ->
            values.forEach(
                value ->
                    query
                        .append(query.isEmpty() ? '?' : '&')
                        .append(URLEncoder.encode(name, UTF_8))
                        .append('=')
                        .append(URLEncoder.encode(value, UTF_8))));
    return "<" + query + ">; rel=\"next\"";
  }
}

package dev.toolwatch.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Puts the headers by which the form of an answer is chosen into the form that the framework
 * compares: media types without parameters and in lower case (RFC 9110, 8.3.1), and entity tags
 * without their mark of weakness (13.1.2, "weak comparison").
 */
class ConditionsFilter {
  private static final Pattern WEAK = Pattern.compile("(^|,)(\\s*)W/\"");
  private static final Pattern QUALITY = Pattern.compile("\\s*[qQ]\\s*=\\s*[0-9.]+\\s*");

  @ServerRequestFilter(preMatching = true)
  void normalize(ContainerRequestContext request) {
    MultivaluedMap<String, String> headers = request.getHeaders();
    String accept = request.getHeaderString(HttpHeaders.ACCEPT);
    if (accept != null) {
      headers.putSingle(HttpHeaders.ACCEPT, accept(accept));
    }
    String tags = request.getHeaderString(HttpHeaders.IF_NONE_MATCH);
    if (tags != null) {
      headers.putSingle(HttpHeaders.IF_NONE_MATCH, tags(tags));
    }
  }

  /** The media ranges, each with its quality only. */
  static String accept(String header) {
    return Arrays.stream(header.split(",", -1))
        .map(ConditionsFilter::range)
        .filter(range -> !range.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static String range(String range) {
    String[] parts = range.split(";", -1);
    StringBuilder normal = new StringBuilder(parts[0].strip().toLowerCase(Locale.ROOT));
    for (int i = 1; i < parts.length; i++) {
      if (QUALITY.matcher(parts[i]).matches()) {
        normal.append(';').append(parts[i].strip().toLowerCase(Locale.ROOT));
      }
    }
    return normal.toString();
  }

  static String tags(String header) {
    return WEAK.matcher(header).replaceAll("$1$2\"");
  }
}

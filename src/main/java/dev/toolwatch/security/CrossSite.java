package dev.toolwatch.security;

import io.vertx.core.MultiMap;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Tells requests that a web page of another site made a browser send. A browser sends simple POST
 * requests to any site without asking, so without tokens any page could change something here. Pure
 * functions.
 */
final class CrossSite {
  private static final String SITE = "Sec-Fetch-Site";
  private static final String ORIGIN = "Origin";

  private CrossSite() {}

  /**
   * Whether a browser sent the request for another site (Fetch Metadata Request Headers,
   * "Sec-Fetch-Site"; RFC 6454, section 7).
   *
   * @param authority the host and port that the request is for; null if it names none
   */
  static boolean isFromAnotherSite(MultiMap headers, HostAndPort authority) {
    String site = headers.get(SITE);
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return true;
    }
    String origin = headers.get(ORIGIN);
    return origin != null && !isOriginOf(origin, authority);
  }

  /**
   * Whether a request comes from a page of ours, or from no page at all: what a session is good for. A
   * request that changes something must show that it comes from a page of ours.
   *
   * @param authority the host and port that the request is for; null if it names none
   */
  static boolean isFromOurOwnPage(MultiMap headers, HostAndPort authority, boolean changes) {
    boolean shown = headers.contains(ORIGIN) || "same-origin".equals(headers.get(SITE));
    return !isFromAnotherSite(headers, authority) && (shown || !changes);
  }

  private static boolean isOriginOf(String origin, HostAndPort authority) {
    try {
      URI site = new URI(origin);
      return authority != null
          && authority.host().equalsIgnoreCase(site.getHost())
          && authority.port() == site.getPort();
    } catch (URISyntaxException e) {
      return false;
    }
  }
}

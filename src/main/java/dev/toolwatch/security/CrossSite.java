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
  private CrossSite() {}

  /**
   * Whether a browser sent the request for another site (Fetch Metadata Request Headers,
   * "Sec-Fetch-Site"; RFC 6454, section 7).
   *
   * @param authority the host and port that the request is for; null if it names none
   */
  static boolean isFromAnotherSite(MultiMap headers, HostAndPort authority) {
    String site = headers.get("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return true;
    }
    String origin = headers.get("Origin");
    return origin != null && !isOriginOf(origin, authority);
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

package dev.toolwatch.api;

import dev.toolwatch.security.Identity;
import io.vertx.ext.web.RoutingContext;

/**
 * Under what a request is recorded.
 *
 * @param name of the token, or where the request came from if no token is required
 * @param address where it came from, or what a proxy says if Quarkus's settings trust it; may be empty
 */
record Caller(String name, String address) {
  static Caller of(RoutingContext context) {
    Identity identity = Identity.of(context);
    var request = context.request();
    var sender = request == null ? null : request.remoteAddress();
    String address = sender == null ? "" : sender.hostAddress();
    if (identity.hasToken()) {
      return new Caller(identity.token(), address);
    }
    return new Caller(address.isEmpty() ? "unknown" : "anyone at " + address, address);
  }
}

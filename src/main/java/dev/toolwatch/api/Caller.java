package dev.toolwatch.api;

import dev.toolwatch.security.Identity;
import io.vertx.ext.web.RoutingContext;

/** The name under which a change is recorded. Pure functions. */
final class Caller {
  private Caller() {}

  /** The name of the client's token, or the client's address if no token is required. */
  static String of(RoutingContext context) {
    Identity identity = Identity.of(context);
    if (identity.hasToken()) {
      return identity.token();
    }
    var address = context.request().remoteAddress();
    return address == null ? "unknown" : "anyone at " + address.hostAddress();
  }
}

package dev.toolwatch.api;

import dev.toolwatch.security.AccessControl;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;

/** Who asks, for what is written down. Thread-safe. */
@ApplicationScoped
class Caller {
  private final AccessControl access;

  Caller(AccessControl access) {
    this.access = access;
  }

  /** The name of the token; where none are demanded, the address. */
  String of(HttpServerRequest request) {
    return access.nameOf(request)
        .orElseGet(
            () ->
                request.remoteAddress() == null
                    ? "unknown"
                    : "anyone at " + request.remoteAddress().hostAddress());
  }
}

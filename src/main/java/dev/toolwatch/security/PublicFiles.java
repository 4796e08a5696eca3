package dev.toolwatch.security;

import io.vertx.core.http.HttpServerRequest;

/** Files on the API's port that need no token, because they hold no data. Thread-safe. */
public interface PublicFiles {
  /**
   * Whether a request is for such a file.
   *
   * @param path the normalised path, by which the request will be routed
   */
  boolean include(HttpServerRequest request, String path);
}

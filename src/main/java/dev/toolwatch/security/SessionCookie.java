package dev.toolwatch.security;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * The cookie with the id of a session of the console (RFC 6265bis). Over TLS its name has the prefix
 * that makes browsers refuse it from any other origin. Pure functions.
 */
final class SessionCookie {
  static final String NAME = "toolwatch-session";
  static final String SECURE_NAME = "__Host-" + NAME;

  private SessionCookie() {}

  /** The session's id that a request has; empty if it has none. */
  static String of(HttpServerRequest request) {
    Cookie cookie = request.getCookie(name(request));
    return cookie == null ? "" : cookie.getValue();
  }

  /** Gives the sender of a request a session's id. */
  static void set(HttpServerRequest request, String id, Duration lifetime) {
    request.response().addCookie(cookie(request, id, lifetime.toSeconds()));
  }

  /** Takes it away again. */
  static void clear(HttpServerRequest request) {
    request.response().addCookie(cookie(request, "", 0));
  }

  private static Cookie cookie(HttpServerRequest request, String id, long seconds) {
    return Cookie.cookie(name(request), id)
        .setPath("/")
        .setHttpOnly(true)
        .setSecure(request.isSSL())
        .setSameSite(CookieSameSite.STRICT)
        .setMaxAge(seconds);
  }

  /** A session that a page without TLS could have set does not count with TLS. */
  private static String name(HttpServerRequest request) {
    return request.isSSL() ? SECURE_NAME : NAME;
  }
}

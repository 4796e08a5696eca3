package dev.toolwatch.otlp;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * How a request is answered for good before its body is there: over HTTP/1 the connection ends with
 * it, since a next request could not be told from the body; over HTTP/2 the stream alone.
 */
final class EarlyResponse {
  private static final long NO_ERROR = 0;

  private EarlyResponse() {}

  /** Whether the sender holds its body back until it is told to go on (RFC 9110, "Expect"). */
  static boolean awaitsContinue(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_1_0
        && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
  }

  /** To be called before the answer. */
  static void announce(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** To be called behind the answer. */
  static void part(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset(NO_ERROR);
    } else {
      request.connection().close();
    }
  }
}

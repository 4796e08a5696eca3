package dev.toolwatch.otlp;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Sends a final answer before the request's body has arrived. On HTTP/1 this ends the connection,
 * because the next request could not be told from the rest of the body. On HTTP/2 it ends only the
 * stream.
 */
final class EarlyResponse {
  private static final long NO_ERROR = 0;

  private EarlyResponse() {}

  /** Whether the sender waits for a 100 Continue before it sends the body (RFC 9110, "Expect"). */
  static boolean awaitsContinue(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_1_0
        && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
  }

  /**
   * Answers a request whose body is not wanted. If the sender waits to be asked for it, it never will
   * be.
   *
   * @param answer writes the answer
   */
  static void give(HttpServerRequest request, Runnable answer) {
    if (awaitsContinue(request)) {
      announce(request);
      answer.run();
      part(request);
    } else {
      answer.run();
    }
  }

  /** Must be called before the answer is written. */
  static void announce(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** Must be called after the answer is written. */
  static void part(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset(NO_ERROR);
    } else {
      request.connection().close();
    }
  }
}

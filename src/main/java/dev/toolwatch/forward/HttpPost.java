package dev.toolwatch.forward;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Posts bodies over HTTP, each within a time, and reads the beginning of the answers. Thread-safe. */
final class HttpPost {
  /**
   * Bytes written at once. Quarkus lets Netty pool buffers of up to 64 kB; larger ones are allocated,
   * zeroed and freed each time.
   */
  private static final int CHUNK = 32 * 1024;

  private final Vertx vertx;
  private final Duration timeout;
  private final Supplier<HttpClientOptions> options;
  private volatile HttpClient client;

  /**
   * @param timeout the time in which an answer must come
   * @param options of the connections; TLS is set
   */
  HttpPost(Vertx vertx, Duration timeout, Supplier<HttpClientOptions> options) {
    this.vertx = vertx;
    this.timeout = timeout;
    this.options = options;
    client = vertx.createHttpClient(options.get());
  }

  /**
   * Sends a body. The future always completes, within the time, and never fails.
   *
   * @param head where to, with its headers
   * @param meaning what an answer means; called on an event loop
   */
  CompletableFuture<SendResult> send(
      RequestOptions head, Buffer body, Function<HttpAnswer, SendResult> meaning) {
    Attempt attempt = new Attempt(vertx, timeout);
    client
        .request(head.setMethod(HttpMethod.POST))
        .onFailure(attempt::failed)
        .onSuccess(request -> send(request, body, meaning, attempt));
    return attempt.result();
  }

  private static void send(
      HttpClientRequest request,
      Buffer body,
      Function<HttpAnswer, SendResult> meaning,
      Attempt attempt) {
    if (!attempt.onTimeout(request::reset)) {
      return;
    }
    request.exceptionHandler(attempt::failed);
    request
        .response()
        .onFailure(attempt::failed)
        .onSuccess(response -> answered(request, response, meaning, attempt));
    request.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    for (int at = 0; at < body.length(); at += CHUNK) {
      request.write(body.slice(at, Math.min(at + CHUNK, body.length()))).onFailure(attempt::failed);
    }
    request.end().onFailure(attempt::failed);
  }

  private static void answered(
      HttpClientRequest request,
      HttpClientResponse response,
      Function<HttpAnswer, SendResult> meaning,
      Attempt attempt) {
    Buffer first = Buffer.buffer();
    Runnable complete =
        () ->
            attempt.complete(
                meaning.apply(
                    new HttpAnswer(response.statusCode(), first.getBytes(), response::getHeader)));
    response.handler(
        chunk -> {
          if (first.length() + chunk.length() > HttpAnswer.MAX_BYTES) {
            complete.run(); // the status says enough
            request.reset();
          } else {
            first.appendBuffer(chunk);
          }
        });
    response.exceptionHandler(attempt::failed);
    response.endHandler(end -> complete.run());
  }

  /** Uses new connections from now on. */
  void renew() {
    HttpClient before = client;
    client = vertx.createHttpClient(options.get());
    before.close();
  }

  /** Closes the connections. */
  void close() {
    client.close();
  }
}

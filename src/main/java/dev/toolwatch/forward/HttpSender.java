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
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Sends OTLP/HTTP in protobuf. */
final class HttpSender implements Sender {
  /**
   * Bytes written at once. Quarkus lets Netty pool buffers of up to 64 kB; larger ones are allocated,
   * zeroed and freed each time.
   */
  private static final int CHUNK = 32 * 1024;

  private final Vertx vertx;
  private final Target target;
  private final InstantSource clock;
  private final Supplier<HttpClientOptions> options;
  private volatile HttpClient client;

  /**
   * @param options of the connections; TLS is set
   */
  HttpSender(Vertx vertx, Target target, Supplier<HttpClientOptions> options, InstantSource clock) {
    this.vertx = vertx;
    this.target = target;
    this.clock = clock;
    this.options = options;
    client = vertx.createHttpClient(options.get());
  }

  @Override
  public CompletableFuture<SendResult> send(Batch batch) {
    Attempt attempt = new Attempt(vertx, target.timeout());
    Buffer body = Payload.of(batch, target.gzip());
    RequestOptions head =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(target.host())
            .setPort(target.port())
            .setSsl(target.isTls())
            .setURI(target.endpoint().getRawPath() + batch.signal().httpPath())
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-protobuf");
    if (target.gzip()) {
      head.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    target.headers().forEach(head::putHeader);
    client
        .request(head)
        .onFailure(attempt::failed)
        .onSuccess(request -> send(request, body, attempt));
    return attempt.result();
  }

  private void send(HttpClientRequest request, Buffer body, Attempt attempt) {
    if (!attempt.onTimeout(request::reset)) {
      return;
    }
    request.exceptionHandler(attempt::failed);
    request
        .response()
        .onFailure(attempt::failed)
        .onSuccess(response -> answered(request, response, attempt));
    request.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    for (int at = 0; at < body.length(); at += CHUNK) {
      request.write(body.slice(at, Math.min(at + CHUNK, body.length()))).onFailure(attempt::failed);
    }
    request.end().onFailure(attempt::failed);
  }

  private void answered(HttpClientRequest request, HttpClientResponse response, Attempt attempt) {
    Buffer first = Buffer.buffer();
    Runnable complete =
        () ->
            attempt.complete(
                TargetAnswer.http(
                    response.statusCode(),
                    first.getBytes(),
                    response.getHeader(HttpHeaders.RETRY_AFTER),
                    clock.instant()));
    response.handler(
        chunk -> {
          if (first.length() + chunk.length() > TargetAnswer.MAX_BYTES) {
            complete.run(); // the status says enough
            request.reset();
          } else {
            first.appendBuffer(chunk);
          }
        });
    response.exceptionHandler(attempt::failed);
    response.endHandler(end -> complete.run());
  }

  @Override
  public void renew() {
    HttpClient before = client;
    client = vertx.createHttpClient(options.get());
    before.close();
  }

  @Override
  public void close() {
    client.close();
  }
}

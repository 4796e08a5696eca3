package dev.toolwatch.forward;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Sends OTLP/HTTP in protobuf. */
final class HttpSender implements Sender {
  private final Target target;
  private final InstantSource clock;
  private final HttpPost post;

  /**
   * @param options of the connections; TLS is set
   */
  HttpSender(Vertx vertx, Target target, Supplier<HttpClientOptions> options, InstantSource clock) {
    this.target = target;
    this.clock = clock;
    post = new HttpPost(vertx, target.timeout(), options);
  }

  @Override
  public CompletableFuture<SendResult> send(Batch batch) {
    Buffer body = Payload.of(batch, target.gzip());
    RequestOptions head =
        new RequestOptions()
            .setHost(target.host())
            .setPort(target.port())
            .setSsl(target.isTls())
            .setURI(target.endpoint().getRawPath() + batch.signal().httpPath())
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-protobuf");
    if (target.gzip()) {
      head.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    target.headers().forEach(head::putHeader);
    return post.send(
        head,
        body,
        answer ->
            TargetAnswer.http(
                answer.status(), answer.body(), answer.header("Retry-After"), clock.instant()));
  }

  @Override
  public void renew() {
    post.renew();
  }

  @Override
  public void close() {
    post.close();
  }
}

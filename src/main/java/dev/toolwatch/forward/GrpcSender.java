package dev.toolwatch.forward;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Sends OTLP/gRPC. */
final class GrpcSender implements Sender {
  private static final String DETAILS = "grpc-status-details-bin";
  private static final int UNKNOWN = 2;

  private final Vertx vertx;
  private final Target target;
  private final Supplier<HttpClientOptions> options;
  private volatile GrpcClient client;

  /**
   * @param options of the connections; TLS is set
   */
  GrpcSender(Vertx vertx, Target target, Supplier<HttpClientOptions> options) {
    this.vertx = vertx;
    this.target = target;
    this.options = options;
    client = open();
  }

  private GrpcClient open() {
    HttpClientOptions transport =
        options
            .get()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setUseAlpn(target.isTls());
    return GrpcClient.client(
        vertx,
        new GrpcClientOptions()
            .setMaxMessageSize(HttpAnswer.MAX_BYTES)
            .setTransportOptions(transport));
  }

  @Override
  public void renew() {
    GrpcClient before = client;
    client = open();
    before.close();
  }

  @Override
  public CompletableFuture<SendResult> send(Batch batch) {
    Attempt attempt = new Attempt(vertx, target.timeout());
    Buffer body = Payload.of(batch, target.gzip());
    client
        .request(SocketAddress.inetSocketAddress(target.port(), target.host()))
        .onFailure(attempt::failed)
        .onSuccess(request -> send(request, batch, body, attempt));
    return attempt.result();
  }

  private void send(
      GrpcClientRequest<Buffer, Buffer> request, Batch batch, Buffer body, Attempt attempt) {
    if (!attempt.onTimeout(request::cancel)) {
      return;
    }
    String encoding = target.gzip() ? "gzip" : "identity";
    request.exceptionHandler(attempt::failed);
    request.fullMethodName(batch.signal().grpcPath().substring(1));
    request.encoding(encoding);
    target.headers().forEach(request.headers()::set);
    request
        .response()
        .onFailure(attempt::failed)
        .onSuccess(response -> answered(response, attempt));
    request.endMessage(GrpcMessage.message(encoding, body)).onFailure(attempt::failed);
  }

  private static void answered(GrpcClientResponse<Buffer, Buffer> response, Attempt attempt) {
    Buffer message = Buffer.buffer();
    response.handler(
        part -> {
          if (message.length() == 0) {
            message.appendBuffer(part); // a unary call has one message
          }
        });
    response.invalidMessageHandler(invalid -> attempt.complete(unreadable()));
    response.exceptionHandler(attempt::failed);
    response.endHandler(end -> attempt.complete(result(response, message)));
  }

  private static SendResult result(GrpcClientResponse<Buffer, Buffer> response, Buffer message) {
    boolean told =
        response.headers().contains("grpc-status") || response.trailers().contains("grpc-status");
    if (!told) {
      return unreadable();
    }
    GrpcStatus status = response.status();
    String details = response.trailers().get(DETAILS);
    return TargetAnswer.grpc(
        status == null ? UNKNOWN : status.code,
        response.statusMessage(),
        message.getBytes(),
        details == null ? response.headers().get(DETAILS) : details);
  }

  private static SendResult unreadable() {
    return new SendResult.Retry(
        0, "it answers no gRPC, or more than 64 kB: is this the port of OTLP/gRPC?");
  }

  @Override
  public void close() {
    client.close();
  }
}

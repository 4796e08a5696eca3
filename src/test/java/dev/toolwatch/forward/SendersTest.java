package dev.toolwatch.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import dev.toolwatch.signal.Signal;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both senders against real servers in this process; that of gRPC is grpc-java's. */
class SendersTest {
  private static final Batch BATCH =
      new Batch(List.of(DeliveryFixture.request("a", "b"), DeliveryFixture.request("c")));

  private final Vertx vertx = Vertx.vertx();
  private final LinkedBlockingQueue<ExportTraceServiceRequest> received =
      new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Metadata> metadata = new LinkedBlockingQueue<>();
  private HttpServer http;
  private Server grpc;
  private Sender sender;

  @AfterEach
  void close() throws Exception {
    if (sender != null) {
      sender.close();
    }
    if (grpc != null) {
      grpc.shutdownNow().awaitTermination();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Target target(Target.Protocol protocol, int port, boolean gzip, int timeout) {
    return new Target(
        "t",
        URI.create("http://localhost:" + port + (protocol == Target.Protocol.GRPC ? "" : "/base")),
        protocol,
        Set.of(Signal.TRACES),
        true,
        false,
        Map.of("authorization", "Bearer x"),
        java.time.Duration.ofMillis(timeout),
        gzip,
        Optional.empty());
  }

  private SendResult overHttp(
      boolean gzip, int timeout, BiConsumer<HttpServerRequest, Buffer> answer) throws Exception {
    http =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> request.body().onSuccess(body -> answer.accept(request, body)))
            .listen(0)
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    Target target = target(Target.Protocol.HTTP_PROTOBUF, http.actualPort(), gzip, timeout);
    sender = new HttpSender(vertx, target, HttpClientOptions::new, InstantSource.system());
    return sender.send(BATCH).get(30, TimeUnit.SECONDS);
  }

  private SendResult overHttp(BiConsumer<HttpServerRequest, Buffer> answer) throws Exception {
    return overHttp(false, 20_000, answer);
  }

  private static int spans(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .mapToInt(scope -> scope.getSpansCount())
        .sum();
  }

  @Test
  void http_sendsProtobuf_toThePathOfTheSignal() throws Exception {
    LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    SendResult result =
        overHttp(
            (request, body) -> {
              seen.add(request.method() + " " + request.path());
              seen.add(request.getHeader("content-type"));
              seen.add(request.getHeader("authorization"));
              received.add(parsed(body.getBytes()));
              request.response().end();
            });
    assertThat(result).isInstanceOf(SendResult.Delivered.class);
    assertThat(seen).containsExactly("POST /base/v1/traces", "application/x-protobuf", "Bearer x");
    assertThat(spans(received.take())).isEqualTo(3);
  }

  private static ExportTraceServiceRequest parsed(byte[] bytes) {
    try {
      return ExportTraceServiceRequest.parseFrom(bytes);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void http_gzip() throws Exception {
    SendResult result =
        overHttp(
            true,
            20_000,
            (request, body) -> {
              assertThat(request.getHeader("content-encoding")).isEqualTo("gzip");
              try (GZIPInputStream in =
                  new GZIPInputStream(new ByteArrayInputStream(body.getBytes()))) {
                received.add(parsed(in.readAllBytes()));
              } catch (java.io.IOException e) {
                throw new AssertionError(e);
              }
              request.response().end();
            });
    assertThat(result).isInstanceOf(SendResult.Delivered.class);
    assertThat(spans(received.take())).isEqualTo(3);
  }

  @Test
  void http_partialSuccess() throws Exception {
    byte[] partial = partial(2, "quota").toByteArray();
    assertThat(overHttp((request, body) -> request.response().end(Buffer.buffer(partial))))
        .isEqualTo(new SendResult.Delivered(2, "quota"));
  }

  private static ExportTraceServiceResponse partial(long rejected, String message) {
    return ExportTraceServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportTracePartialSuccess.newBuilder()
                .setRejectedSpans(rejected)
                .setErrorMessage(message))
        .build();
  }

  @Test
  void http_statusesOfOtlp() {
    for (int status : new int[] {429, 502, 503, 504}) {
      assertThat(TargetAnswer.http(status, new byte[0], null, java.time.Instant.EPOCH))
          .as("" + status)
          .isInstanceOf(SendResult.Retry.class);
    }
    for (int status : new int[] {301, 400, 401, 403, 404, 413, 415, 500, 501}) {
      assertThat(TargetAnswer.http(status, new byte[0], "5", java.time.Instant.EPOCH))
          .as("" + status)
          .isInstanceOf(SendResult.Refused.class);
    }
  }

  @Test
  void http_retryAfter_inSecondsAndAsADate() {
    java.time.Instant now = java.time.Instant.parse("2026-11-27T00:00:00Z");
    Map<String, Long> millis =
        Map.of(
            "7", 7000L,
            "Fri, 27 Nov 2026 00:01:00 GMT", 60_000L,
            "Fri, 27 Nov 2020 00:01:00 GMT", 0L,
            "soon", 0L,
            "99999999999999999999", 0L);
    millis.forEach(
        (header, expected) ->
            assertThat(TargetAnswer.http(503, new byte[0], header, now))
                .as(header)
                .isEqualTo(new SendResult.Retry(expected, "HTTP 503")));
  }

  @Test
  void http_429WithRetryAfter() throws Exception {
    SendResult result =
        overHttp(
            (request, body) ->
                request.response().setStatusCode(429).putHeader("Retry-After", "3").end());
    assertThat(result).isEqualTo(new SendResult.Retry(3000, "HTTP 429"));
  }

  @Test
  void http_refusal_saysWhatTheTargetSays() throws Exception {
    byte[] status =
        com.google.rpc.Status.newBuilder().setMessage("bad\nspan").build().toByteArray();
    SendResult result =
        overHttp(
            (request, body) -> request.response().setStatusCode(400).end(Buffer.buffer(status)));
    assertThat(result).isEqualTo(new SendResult.Refused("HTTP 400: bad span"));
  }

  @Test
  void http_endlessAnswer_isCutOff() throws Exception {
    LinkedBlockingQueue<String> closed = new LinkedBlockingQueue<>();
    SendResult result =
        overHttp(
            (request, body) -> {
              request.response().setChunked(true);
              request.response().exceptionHandler(gone -> closed.add("closed"));
              request.response().closeHandler(gone -> closed.add("closed"));
              pour(request);
            });
    assertThat(result).isInstanceOf(SendResult.Delivered.class);
    assertThat(closed.poll(20, TimeUnit.SECONDS)).isEqualTo("closed");
  }

  private static void pour(HttpServerRequest request) {
    if (!request.response().closed()) {
      request.response().write(Buffer.buffer(new byte[8192])).onSuccess(more -> pour(request));
    }
  }

  @Test
  void http_noAnswer_timesOut() throws Exception {
    assertThat(overHttp(false, 300, (request, body) -> {}))
        .isEqualTo(new SendResult.Retry(0, "no answer within 300 ms"));
  }

  @Test
  void http_droppedConnection_isRetried() throws Exception {
    assertThat(overHttp((request, body) -> request.connection().close()))
        .isInstanceOf(SendResult.Retry.class);
  }

  @Test
  void nobodyListens_isRetried() throws Exception {
    for (Target.Protocol protocol : Target.Protocol.values()) {
      Target target = target(protocol, 1, false, 20_000);
      Sender one =
          protocol == Target.Protocol.GRPC
              ? new GrpcSender(vertx, target, HttpClientOptions::new)
              : new HttpSender(vertx, target, HttpClientOptions::new, InstantSource.system());
      assertThat(one.send(BATCH).get(30, TimeUnit.SECONDS)).isInstanceOf(SendResult.Retry.class);
      one.close();
    }
  }

  private SendResult overGrpc(
      boolean gzip,
      int timeout,
      java.util.function.Consumer<StreamObserver<ExportTraceServiceResponse>> answer)
      throws Exception {
    grpc =
        ServerBuilder.forPort(0)
            .addService(
                new TraceServiceGrpc.TraceServiceImplBase() {
                  @Override
                  public void export(
                      ExportTraceServiceRequest request,
                      StreamObserver<ExportTraceServiceResponse> observer) {
                    received.add(request);
                    answer.accept(observer);
                  }
                })
            .intercept(new Headers(metadata))
            .build()
            .start();
    sender =
        new GrpcSender(
            vertx,
            target(Target.Protocol.GRPC, grpc.getPort(), gzip, timeout),
            HttpClientOptions::new);
    return sender.send(BATCH).get(30, TimeUnit.SECONDS);
  }

  private record Headers(LinkedBlockingQueue<Metadata> seen) implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      seen.add(headers);
      return next.startCall(call, headers);
    }
  }

  private static java.util.function.Consumer<StreamObserver<ExportTraceServiceResponse>> with(
      ExportTraceServiceResponse response) {
    return observer -> {
      observer.onNext(response);
      observer.onCompleted();
    };
  }

  private static java.util.function.Consumer<StreamObserver<ExportTraceServiceResponse>> failing(
      StatusRuntimeException failure) {
    return observer -> observer.onError(failure);
  }

  @Test
  void grpc_delivers_plainAndGzip() throws Exception {
    for (boolean gzip : new boolean[] {false, true}) {
      SendResult result =
          overGrpc(gzip, 20_000, with(ExportTraceServiceResponse.getDefaultInstance()));
      assertThat(result).isInstanceOf(SendResult.Delivered.class);
      assertThat(spans(received.take())).isEqualTo(3);
      Metadata headers = metadata.take();
      assertThat(headers.get(key("authorization"))).isEqualTo("Bearer x");
      grpc.shutdownNow();
      sender.close();
    }
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Test
  void grpc_oneConnection_manyBatches() throws Exception {
    overGrpc(false, 20_000, with(ExportTraceServiceResponse.getDefaultInstance()));
    for (int i = 0; i < 50; i++) {
      assertThat(sender.send(BATCH).get(30, TimeUnit.SECONDS))
          .isInstanceOf(SendResult.Delivered.class);
    }
    assertThat(received).hasSize(51);
  }

  @Test
  void grpc_partialSuccess() throws Exception {
    assertThat(overGrpc(false, 20_000, with(partial(1, "too old"))))
        .isEqualTo(new SendResult.Delivered(1, "too old"));
  }

  @Test
  void grpc_unavailable_isRetried() throws Exception {
    assertThat(
            overGrpc(
                false,
                20_000,
                failing(Status.UNAVAILABLE.withDescription("busy, 50 %").asRuntimeException())))
        .isEqualTo(new SendResult.Retry(0, "gRPC status 14: busy, 50 %"));
  }

  @Test
  void grpc_resourceExhausted_isRetriedOnlyWithRetryInfo() throws Exception {
    com.google.rpc.Status withInfo =
        com.google.rpc.Status.newBuilder()
            .setCode(8)
            .setMessage("quota")
            .addDetails(Any.pack(com.google.rpc.Help.getDefaultInstance()))
            .addDetails(
                Any.pack(
                    RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder().setSeconds(4).setNanos(500_000_000))
                        .build()))
            .build();
    assertThat(overGrpc(false, 20_000, failing(StatusProto.toStatusRuntimeException(withInfo))))
        .isEqualTo(new SendResult.Retry(4500, "gRPC status 8: quota"));
    assertThat(TargetAnswer.grpc(8, "quota", new byte[0], null))
        .isEqualTo(new SendResult.Refused("gRPC status 8: quota"));
  }

  @Test
  void grpc_codesOfOtlp() {
    for (int code = 1; code <= 16; code++) {
      boolean retried = List.of(1, 4, 10, 11, 14, 15).contains(code);
      assertThat(TargetAnswer.grpc(code, null, new byte[0], null))
          .as("" + code)
          .isInstanceOf(retried ? SendResult.Retry.class : SendResult.Refused.class);
    }
  }

  @Test
  void grpc_hugeAnswer_isNotRead() throws Exception {
    assertThat(overGrpc(false, 20_000, with(partial(1, "x".repeat(2_000_000)))))
        .isInstanceOf(SendResult.Retry.class);
  }

  @Test
  void grpc_noAnswer_timesOut_andTheCallIsCancelled() throws Exception {
    LinkedBlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
    SendResult result =
        overGrpc(
            false,
            500,
            observer ->
                ((io.grpc.stub.ServerCallStreamObserver<ExportTraceServiceResponse>) observer)
                    .setOnCancelHandler(() -> cancelled.add("cancelled")));
    assertThat(result).isEqualTo(new SendResult.Retry(0, "no answer within 500 ms"));
    assertThat(cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("cancelled");
  }

  @Test
  void grpc_toAnHttpPort_isRetried_andSaysSo() throws Exception {
    http =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().setStatusCode(404).end("not here"))
            .listen(0)
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    sender =
        new GrpcSender(
            vertx,
            target(Target.Protocol.GRPC, http.actualPort(), false, 20_000),
            HttpClientOptions::new);
    assertThat(sender.send(BATCH).get(30, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            SendResult.Retry.class, retry -> assertThat(retry.reason()).contains("gRPC"));
  }
}

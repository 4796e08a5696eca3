package dev.toolwatch.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc.LogsServiceImplBase;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceImplBase;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A tiny OTLP receiver of other people's making: the JDK's HTTP server and grpc-java. */
final class TestReceiver implements AutoCloseable {
  private final Queue<ResourceSpans> byHttp = new ConcurrentLinkedQueue<>();
  private final Queue<ResourceSpans> byGrpc = new ConcurrentLinkedQueue<>();
  private final Queue<ResourceLogs> logs = new ConcurrentLinkedQueue<>();
  private final HttpServer http;
  private final Server grpc;

  TestReceiver() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/v1/traces", exchange -> answer(exchange, this::takeSpans));
    http.createContext("/v1/logs", exchange -> answer(exchange, this::takeLogs));
    http.start();
    grpc =
        ServerBuilder.forPort(0)
            .directExecutor()
            .addService(new TraceService())
            .addService(new LogsService())
            .build()
            .start();
  }

  URI httpEndpoint() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  URI grpcEndpoint() {
    return URI.create("http://127.0.0.1:" + grpc.getPort());
  }

  List<String> servicesByHttp() {
    return services(byHttp);
  }

  List<String> servicesByGrpc() {
    return services(byGrpc);
  }

  List<Span> spans() {
    return Stream.of(byHttp, byGrpc)
        .flatMap(Queue::stream)
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /** The spans with their resources. */
  ExportTraceServiceRequest traces() {
    return ExportTraceServiceRequest.newBuilder()
        .addAllResourceSpans(byHttp)
        .addAllResourceSpans(byGrpc)
        .build();
  }

  /** The log records with their resources. */
  ExportLogsServiceRequest resourceLogs() {
    return ExportLogsServiceRequest.newBuilder().addAllResourceLogs(logs).build();
  }

  List<LogRecord> logs() {
    return logs.stream()
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .flatMap(scope -> scope.getLogRecordsList().stream())
        .toList();
  }

  @Override
  public void close() {
    http.stop(0);
    grpc.shutdownNow();
  }

  /** Reads a request. */
  private interface Intake {
    void take(InputStream body) throws IOException;
  }

  private void takeSpans(InputStream body) throws IOException {
    byHttp.addAll(ExportTraceServiceRequest.parseFrom(body).getResourceSpansList());
  }

  private void takeLogs(InputStream body) throws IOException {
    logs.addAll(ExportLogsServiceRequest.parseFrom(body).getResourceLogsList());
  }

  private static void answer(HttpExchange exchange, Intake intake) throws IOException {
    try (exchange;
        GZIPInputStream body = new GZIPInputStream(exchange.getRequestBody())) {
      intake.take(body);
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static List<String> services(Queue<ResourceSpans> resources) {
    return resources.stream()
        .flatMap(resource -> resource.getResource().getAttributesList().stream())
        .filter(attribute -> attribute.getKey().equals("service.name"))
        .map(attribute -> attribute.getValue().getStringValue())
        .distinct()
        .sorted()
        .toList();
  }

  private final class TraceService extends TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> answer) {
      byGrpc.addAll(request.getResourceSpansList());
      answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }

  private final class LogsService extends LogsServiceImplBase {
    @Override
    public void export(
        ExportLogsServiceRequest request, StreamObserver<ExportLogsServiceResponse> answer) {
      logs.addAll(request.getResourceLogsList());
      answer.onNext(ExportLogsServiceResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }
}

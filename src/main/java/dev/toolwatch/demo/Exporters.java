package dev.toolwatch.demo;

import dev.toolwatch.demo.McpServer.Export;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the SDK's OTLP exporters, with gzip. Over HTTP, the exporter retries. Over gRPC, the
 * channel reconnects by itself, but a batch that was sent without a connection is lost.
 */
record Exporters(
    URI grpcEndpoint, URI httpEndpoint, Optional<String> token, DeliveryReport report) {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  SpanExporter spanExporter(Export export) {
    return switch (export) {
      case GRPC -> reporting(grpc(reachable(grpcEndpoint)), grpcEndpoint);
      case HTTP -> reporting(http(reachable(httpEndpoint)), httpEndpoint);
    };
  }

  LogRecordExporter logExporter(Export export) {
    return switch (export) {
      case GRPC ->
          new ReportingLogExporter(
              OtlpGrpcLogRecordExporter.builder()
                  .setEndpoint(reachable(grpcEndpoint))
                  .setCompression("gzip")
                  .setTimeout(TIMEOUT)
                  .setHeaders(this::authorization)
                  .build(),
              grpcEndpoint.toString(),
              report);
      case HTTP ->
          new ReportingLogExporter(
              OtlpHttpLogRecordExporter.builder()
                  .setEndpoint(reachable(httpEndpoint) + "/v1/logs")
                  .setCompression("gzip")
                  .setTimeout(TIMEOUT)
                  .setHeaders(this::authorization)
                  .build(),
              httpEndpoint.toString(),
              report);
    };
  }

  /** What does not get through is known from the spans. */
  MetricExporter metricExporter(Export export) {
    return switch (export) {
      case GRPC ->
          OtlpGrpcMetricExporter.builder()
              .setEndpoint(reachable(grpcEndpoint))
              .setCompression("gzip")
              .setTimeout(TIMEOUT)
              .setHeaders(this::authorization)
              .build();
      case HTTP ->
          OtlpHttpMetricExporter.builder()
              .setEndpoint(reachable(httpEndpoint) + "/v1/metrics")
              .setCompression("gzip")
              .setTimeout(TIMEOUT)
              .setHeaders(this::authorization)
              .build();
    };
  }

  private SpanExporter grpc(String endpoint) {
    return OtlpGrpcSpanExporter.builder()
        .setEndpoint(endpoint)
        .setCompression("gzip")
        .setTimeout(TIMEOUT)
        .setHeaders(this::authorization)
        .build();
  }

  private SpanExporter http(String endpoint) {
    return OtlpHttpSpanExporter.builder()
        .setEndpoint(endpoint + "/v1/traces")
        .setCompression("gzip")
        .setTimeout(TIMEOUT)
        .setHeaders(this::authorization)
        .build();
  }

  private Map<String, String> authorization() {
    return token.map(text -> Map.of("authorization", "Bearer " + text)).orElse(Map.of());
  }

  private SpanExporter reporting(SpanExporter exporter, URI endpoint) {
    return new ReportingExporter(exporter, endpoint.toString(), report);
  }

  /** A server that is bound to every address is reached at the loopback address. */
  private static String reachable(URI endpoint) {
    String text = endpoint.toString().replace("://0.0.0.0:", "://127.0.0.1:");
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}

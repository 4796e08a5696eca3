package dev.toolwatch.demo;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/**
 * Reports the result of each batch. The SDK's exporters also log it, but Quarkus switches their
 * loggers off.
 */
final class ReportingExporter implements SpanExporter {
  private final SpanExporter exporter;
  private final String endpoint;
  private final DeliveryReport report;

  ReportingExporter(SpanExporter exporter, String endpoint, DeliveryReport report) {
    this.exporter = exporter;
    this.endpoint = endpoint;
    this.report = report;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    // The batch processor clears its list as soon as it has the result.
    int size = spans.size();
    CompletableResultCode result = exporter.export(spans);
    result.whenComplete(
        () -> {
          if (result.isSuccess()) {
            report.delivered(size);
          } else {
            report.lost(size, endpoint, result.getFailureThrowable());
          }
        });
    return result;
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}

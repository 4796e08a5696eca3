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
    // The size first: the batch processor clears its list as soon as it has the result.
    return report.watch(spans.size(), endpoint, exporter.export(spans));
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

package dev.toolwatch.demo;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.util.Collection;

/** Reports the result of each batch of log records, as {@link ReportingExporter} does of spans. */
final class ReportingLogExporter implements LogRecordExporter {
  private final LogRecordExporter exporter;
  private final String endpoint;
  private final DeliveryReport report;

  ReportingLogExporter(LogRecordExporter exporter, String endpoint, DeliveryReport report) {
    this.exporter = exporter;
    this.endpoint = endpoint;
    this.report = report;
  }

  @Override
  public CompletableResultCode export(Collection<LogRecordData> records) {
    return report.watch(records.size(), endpoint, exporter.export(records));
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

package dev.toolwatch.expose;

import dev.toolwatch.wire.ByteSink;
import java.util.List;

/** The formats of the page. */
enum Format {
  TEXT(TextFormat.CONTENT_TYPE),
  OPEN_METRICS(OpenMetricsFormat.CONTENT_TYPE),
  PROTOBUF(ProtobufFormat.CONTENT_TYPE);

  private final String contentType;

  Format(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  void write(List<MetricFamily> families, ByteSink sink) {
    switch (this) {
      case TEXT -> TextFormat.write(families, sink);
      case OPEN_METRICS -> OpenMetricsFormat.write(families, sink);
      case PROTOBUF -> ProtobufFormat.write(families, sink);
    }
  }
}

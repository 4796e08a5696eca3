package dev.toolwatch.otlp;

/** The signals of OTLP, with what each is called on the wire (OTLP 1.11; the services' .proto). */
enum Signal {
  TRACES("spans", "rejectedSpans", "traces", "trace.v1.TraceService"),
  METRICS("points", "rejectedDataPoints", "metrics", "metrics.v1.MetricsService"),
  LOGS("logs", "rejectedLogRecords", "logs", "logs.v1.LogsService");

  private final String label;
  private final String rejectedField;
  private final String httpPath;
  private final String grpcPath;

  Signal(String label, String rejectedField, String path, String service) {
    this.label = label;
    this.rejectedField = rejectedField;
    httpPath = "/v1/" + path;
    grpcPath = "/opentelemetry.proto.collector." + service + "/Export";
  }

  /** The value of the {@code signal} label. */
  String label() {
    return label;
  }

  /** The JSON name of the count in the answer's partial success; its protobuf number is 1. */
  String rejectedField() {
    return rejectedField;
  }

  String httpPath() {
    return httpPath;
  }

  String grpcPath() {
    return grpcPath;
  }

  /** The signal of an HTTP path, or null. */
  static Signal ofHttpPath(String path) {
    for (Signal signal : values()) {
      if (signal.httpPath.equals(path)) {
        return signal;
      }
    }
    return null;
  }

  /** The signal of a gRPC method's path, or null. */
  static Signal ofGrpcPath(String path) {
    for (Signal signal : values()) {
      if (signal.grpcPath.equals(path)) {
        return signal;
      }
    }
    return null;
  }
}

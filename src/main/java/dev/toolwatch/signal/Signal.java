package dev.toolwatch.signal;

/** The OTLP signals, with their names on the wire (OTLP 1.11; the services' .proto files). */
public enum Signal {
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
  public String label() {
    return label;
  }

  /** The JSON name of the count in a partial success. Its protobuf field number is 1. */
  public String rejectedField() {
    return rejectedField;
  }

  public String httpPath() {
    return httpPath;
  }

  public String grpcPath() {
    return grpcPath;
  }

  /** The signal that an HTTP path belongs to, or null. */
  public static Signal ofHttpPath(String path) {
    for (Signal signal : values()) {
      if (signal.httpPath.equals(path)) {
        return signal;
      }
    }
    return null;
  }

  /** The signal that a gRPC method's path belongs to, or null. */
  public static Signal ofGrpcPath(String path) {
    for (Signal signal : values()) {
      if (signal.grpcPath.equals(path)) {
        return signal;
      }
    }
    return null;
  }
}

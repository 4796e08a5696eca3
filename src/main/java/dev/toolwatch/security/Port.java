package dev.toolwatch.security;

/** Where a request comes in. */
public enum Port {
  OTLP_GRPC("otlp_grpc"),
  OTLP_HTTP("otlp_http"),
  MANAGEMENT("management"),
  API("api");

  private final String label;

  Port(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}

package dev.toolwatch.security;

/** The ports that receive requests. */
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

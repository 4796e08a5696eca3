package dev.toolwatch.security;

/** The ports that receive requests. */
public enum Port {
  OTLP_GRPC("otlp_grpc"),
  OTLP_HTTP("otlp_http"),
  MANAGEMENT("management"),
  API("api");

  /** For Vert.x: any free port, the same for all servers that name it. Quarkus has -1 to -3. */
  public static final int FREE_OTLP_GRPC = -4317;

  /** The same for OTLP/HTTP. */
  public static final int FREE_OTLP_HTTP = -4318;

  private final String label;

  Port(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}

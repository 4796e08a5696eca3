package dev.toolwatch.otlp;

/** The transport of a request. */
enum Transport {
  GRPC("grpc"),
  HTTP("http");

  private final String label;

  Transport(String label) {
    this.label = label;
  }

  /** The value of the {@code transport} label. */
  String label() {
    return label;
  }
}

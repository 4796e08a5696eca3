package dev.toolwatch.otlp;

/** How a request came. */
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

package dev.toolwatch.otlp;

/** The transport of a request. */
public enum Transport {
  GRPC("grpc"),
  HTTP("http"),
  /** Records that are read from Kafka. Nobody waits for an answer. */
  KAFKA("kafka");

  private final String label;

  Transport(String label) {
    this.label = label;
  }

  /** The value of the {@code transport} label. */
  String label() {
    return label;
  }
}

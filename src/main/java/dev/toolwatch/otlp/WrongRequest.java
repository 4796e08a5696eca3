package dev.toolwatch.otlp;

import dev.toolwatch.signal.Signal;
import java.util.Locale;

/** What makes a request unusable before its body is looked at. All are values of a label. */
enum WrongRequest {
  /** OTLP at the port of the API or of the management. */
  PORT("port"),
  /** gRPC at the HTTP port, or HTTP at the gRPC port. */
  PROTOCOL("protocol"),
  /** No such path, or no such method of a gRPC service. */
  PATH("path"),
  /** Not a POST. */
  METHOD("method"),
  CONTENT_TYPE("content_type"),
  ENCODING("encoding");

  private static final String LIST = "/v1/traces, /v1/metrics and /v1/logs";

  private final String label;

  WrongRequest(String label) {
    this.label = label;
  }

  /** The value of the {@code reason} label. */
  String label() {
    return label;
  }

  /** Whether it can happen at the port of a transport: what is not gRPC there is another protocol. */
  boolean happensOver(Transport transport) {
    return switch (transport) {
      case GRPC -> this != CONTENT_TYPE;
      case HTTP -> true;
      case KAFKA -> false;
    };
  }

  /** For a sender to a port that does not take OTLP. */
  static String portInstead(String name, int right) {
    return "this is the " + name + " port: use port " + right;
  }

  /** For a gRPC sender at the HTTP port. */
  static String grpcAtHttpPort(int grpcPort) {
    return "this is the HTTP port: use port "
        + grpcPort
        + " or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf";
  }

  /** For an HTTP sender at the gRPC port. */
  static String httpAtGrpcPort(int httpPort) {
    return "this is the gRPC port: use port "
        + httpPort
        + " or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc";
  }

  /** For a sender to a path of OTLP/HTTP that does not exist: which one it should be. */
  static String pathInstead(String path) {
    String asked = path == null ? "" : path.toLowerCase(Locale.ROOT);
    for (Signal signal : Signal.values()) {
      String right = signal.httpPath();
      if (asked.equals(right + "/")) {
        return "no such path: use " + right + " without the slash at the end";
      }
      if (asked.endsWith(right) || asked.endsWith(right + "/")) {
        return "no such path: use "
            + right
            + ". OTEL_EXPORTER_OTLP_ENDPOINT must have no path, because exporters add it";
      }
      if (asked.contains(right.substring("/v1/".length(), right.length() - 1))) {
        return "no such path: use " + right;
      }
    }
    return "no such path: OTLP has "
        + LIST
        + ". Exporters add them to OTEL_EXPORTER_OTLP_ENDPOINT, but not to"
        + " OTEL_EXPORTER_OTLP_TRACES_ENDPOINT or to a URL in code";
  }
}

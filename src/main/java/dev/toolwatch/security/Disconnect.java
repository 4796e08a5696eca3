package dev.toolwatch.security;

/** Why Toolwatch closes a connection that its peer would have kept. */
public enum Disconnect {
  /** There are more connections than the limit. */
  LIMIT("limit"),
  /** No request has come in time. */
  SILENT("silent"),
  /** Too many requests are open at once, or one is open for too long. */
  REQUESTS("requests"),
  /** Too many HTTP/2 frames that carry no request. */
  FRAMES("frames"),
  /** The peer goes on sending, but does not read the answers. */
  UNREAD("unread"),
  /** Another error of HTTP/2; Netty's own limits are among them. */
  PROTOCOL("protocol");

  private final String label;

  Disconnect(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Whether it can happen on this port: only OTLP is served over HTTP/2. */
  boolean happensOn(Port port) {
    return switch (this) {
      case LIMIT, SILENT, REQUESTS, UNREAD -> true;
      case FRAMES, PROTOCOL -> port == Port.OTLP_GRPC || port == Port.OTLP_HTTP;
    };
  }
}

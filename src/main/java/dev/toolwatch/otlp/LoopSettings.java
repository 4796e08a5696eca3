package dev.toolwatch.otlp;

import dev.toolwatch.security.Port;
import java.time.Duration;

/**
 * The settings that each event loop of the receiver needs.
 *
 * @param httpPort the port for Vert.x: a negative number is any free port, shared by all servers
 *     with the same number
 * @param grpcPort the port of gRPC, with the same meaning
 * @param idleTimeout the time after which a connection without traffic is closed
 * @param requestTimeout the time in which a request must arrive completely
 */
record LoopSettings(
    String host,
    int httpPort,
    int grpcPort,
    Duration idleTimeout,
    Duration requestTimeout,
    IntakeLimits limits) {
  /** A number that Quarkus does not use itself. */
  private static final int ANY_HTTP = Port.FREE_OTLP_HTTP;

  private static final int ANY_GRPC = Port.FREE_OTLP_GRPC;

  /** The settings of a receiver that listens on the given host. */
  static LoopSettings of(OtlpSettings settings, String host) {
    long maxBytes = Math.min(settings.maxRequestSize().asLongValue(), Integer.MAX_VALUE - 64);
    return new LoopSettings(
        host,
        settings.httpPort() == 0 ? ANY_HTTP : settings.httpPort(),
        settings.grpcPort() == 0 ? ANY_GRPC : settings.grpcPort(),
        settings.idleTimeout(),
        settings.requestTimeout(),
        new IntakeLimits((int) maxBytes, settings.maxRequestSpans()));
  }
}

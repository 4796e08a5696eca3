package dev.toolwatch.otlp;

import java.time.Duration;

/**
 * What each event loop of the receiver has to know of the settings.
 *
 * @param httpPort for Vert.x, to which a negative port is any free one, shared by all servers that
 *     name the same
 * @param grpcPort the same for gRPC
 * @param idleTimeout after which a connection without traffic is closed
 * @param requestTimeout in which a request has to arrive whole
 */
record LoopSettings(
    String host,
    int httpPort,
    int grpcPort,
    Duration idleTimeout,
    Duration requestTimeout,
    IntakeLimits limits) {
  /** None that Quarkus takes for its own. */
  private static final int ANY_HTTP = -4318;

  private static final int ANY_GRPC = -4317;

  /** The settings of the receiver at an address. */
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

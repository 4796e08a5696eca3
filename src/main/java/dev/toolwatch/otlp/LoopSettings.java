package dev.toolwatch.otlp;

import dev.toolwatch.security.Port;
import java.time.Duration;
import org.jboss.logging.Logger;

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

  private static final Logger LOG = Logger.getLogger(LoopSettings.class);

  /** A request is in the heap whole, inflated beside it, and once more where it is forwarded. */
  private static final int PART_OF_HEAP = 12;

  /** The settings of a receiver that listens on the given host. */
  static LoopSettings of(OtlpSettings settings, String host) {
    int maxBytes =
        requestBytes(settings.maxRequestSize().asLongValue(), Runtime.getRuntime().maxMemory());
    return new LoopSettings(
        host,
        settings.httpPort() == 0 ? ANY_HTTP : settings.httpPort(),
        settings.grpcPort() == 0 ? ANY_GRPC : settings.grpcPort(),
        settings.idleTimeout(),
        settings.requestTimeout(),
        new IntakeLimits(maxBytes, settings.maxRequestSpans()));
  }

  /** The maximum size of a request: what is set, if the heap is large enough for it. */
  static int requestBytes(long setting, long heapBytes) {
    long most = Math.min(heapBytes / PART_OF_HEAP, Integer.MAX_VALUE - 64);
    if (setting > most) {
      LOG.infof(
          "The limit of a request's size is %d MB, a twelfth of the heap, not %d MB as"
              + " toolwatch.otlp.max-request-size says",
          most >> 20, setting >> 20);
    }
    return (int) Math.min(setting, most);
  }
}

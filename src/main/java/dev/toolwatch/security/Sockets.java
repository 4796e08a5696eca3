package dev.toolwatch.security;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import io.netty.channel.Channel;
import io.quarkus.vertx.http.runtime.options.HttpServerOptionsUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLongArray;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The connections to all ports, counted from the moment they are accepted, and those that were
 * closed for a reason. {@link GuardedTransport} tells of them. Thread-safe.
 */
@ApplicationScoped
public class Sockets implements MetricSource {
  private static final Logger LOG = Logger.getLogger(Sockets.class);
  private static final int REASONS = Disconnect.values().length;

  private final int grpcPort;
  private final int httpPort;
  private final int managementPort;
  private final OpenSockets otlp;
  private final OpenSockets management;
  private final OpenSockets api;
  private final AtomicLongArray closed = new AtomicLongArray(Port.values().length * REASONS);
  private final long createdMillis;

  Sockets(
      @ConfigProperty(name = "toolwatch.otlp.grpc-port") int grpcPort,
      @ConfigProperty(name = "toolwatch.otlp.http-port") int httpPort,
      @ConfigProperty(name = "toolwatch.otlp.max-connections") int maxConnections,
      @ConfigProperty(name = "quarkus.management.port") int managementPort,
      InstantSource clock) {
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
    this.managementPort = managementPort;
    Descriptors descriptors = Descriptors.ofThisProcess();
    SocketLimits limits = SocketLimits.of(maxConnections, descriptors);
    if (limits.otlp() < maxConnections) {
      LOG.warnf(
          "The limit of connections to the OTLP ports is %d, not %d as set by"
              + " toolwatch.otlp.max-connections: this process may have %d files and connections"
              + " open (ulimit -n)",
          limits.otlp(), maxConnections, descriptors.limit());
    }
    otlp = new OpenSockets(limits.otlp(), false);
    management = new OpenSockets(limits.management(), true);
    api = new OpenSockets(limits.api(), true);
    createdMillis = clock.millis();
  }

  /**
   * Which port a server has.
   *
   * @param number as in its options: negative when any free one will do
   */
  Port port(int number) {
    if (number == grpcPort || number == Port.FREE_OTLP_GRPC) {
      return Port.OTLP_GRPC;
    }
    if (number == httpPort || number == Port.FREE_OTLP_HTTP) {
      return Port.OTLP_HTTP;
    }
    boolean managing =
        number == managementPort || number == HttpServerOptionsUtils.RANDOM_PORT_MANAGEMENT;
    return managing ? Port.MANAGEMENT : Port.API;
  }

  /** Counts a connection until it closes; false when it has to be closed at once. */
  boolean accept(Port port, Channel channel) {
    OpenSockets sockets = to(port);
    Channel givenUp = sockets.add(channel);
    if (givenUp != null) {
      closed(port, Disconnect.LIMIT);
    }
    if (givenUp == channel) {
      return false;
    }
    channel.closeFuture().addListener(gone -> sockets.closed(channel));
    if (givenUp != null) {
      var unused = givenUp.close();
    }
    return true;
  }

  /** Whoever has sent the head of a request is no longer silent. */
  void served(Port port, Channel channel) {
    to(port).served(channel);
  }

  /** Counts a connection that is closed by Toolwatch. */
  public void closed(Port port, Disconnect reason) {
    closed.incrementAndGet(index(port, reason));
  }

  private OpenSockets to(Port port) {
    return switch (port) {
      case OTLP_GRPC, OTLP_HTTP -> otlp;
      case MANAGEMENT -> management;
      case API -> api;
    };
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    List<CounterSample> samples = new ArrayList<>();
    for (Port port : Port.values()) {
      for (Disconnect reason : Disconnect.values()) {
        if (reason.happensOn(port)) {
          Labels labels = Labels.of("port", port.label(), "reason", reason.label());
          samples.add(new CounterSample(labels, closed.get(index(port, reason)), createdMillis));
        }
      }
    }
    return CompletableFuture.completedStage(
        List.of(
            MetricFamily.gauge(
                "toolwatch_otlp_connections",
                "Open connections to the OTLP ports.",
                "",
                List.of(new GaugeSample(Labels.of(), otlp.open()))),
            MetricFamily.counter(
                "toolwatch_connections_refused",
                "Connections that Toolwatch closed because of a limit, by port and reason.",
                samples)));
  }

  private static int index(Port port, Disconnect reason) {
    return port.ordinal() * REASONS + reason.ordinal();
  }
}

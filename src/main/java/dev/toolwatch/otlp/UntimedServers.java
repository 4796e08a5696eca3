package dev.toolwatch.otlp;

import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.DatagramSocketMetrics;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.HttpClientMetrics;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.TCPMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.inject.Singleton;

/**
 * Lets Vert.x measure all but the OTLP ports. They count their requests themselves, and what a span in a
 * request of its own takes is so little that timers, tags and patterns of paths would be a good part.
 */
@Singleton
final class UntimedServers implements VertxOptionsCustomizer {
  @Override
  @SuppressWarnings("deprecation") // Quarkus sets its factory in no other way
  public void accept(VertxOptions options) {
    MetricsOptions metrics = options.getMetricsOptions();
    VertxMetricsFactory factory = metrics == null ? null : metrics.getFactory();
    if (factory != null) {
      options.setMetricsOptions(
          new MetricsOptions()
              .setEnabled(true)
              .setFactory(all -> new Others(factory.metrics(all))));
    }
  }

  /** What measures all servers that are not excluded from tracing, as the OTLP ports are. */
  private record Others(VertxMetrics all) implements VertxMetrics {
    @Override
    public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(
        HttpServerOptions options, SocketAddress address) {
      return options.getTracingPolicy() == TracingPolicy.IGNORE
          ? null
          : all.createHttpServerMetrics(options, address);
    }

    @Override
    public EventBusMetrics<?> createEventBusMetrics() {
      return all.createEventBusMetrics();
    }

    @Override
    public ClientMetrics<?, ?, ?, ?> createClientMetrics(
        SocketAddress address, String type, String namespace) {
      return all.createClientMetrics(address, type, namespace);
    }

    @Override
    public HttpClientMetrics<?, ?, ?, ?> createHttpClientMetrics(HttpClientOptions options) {
      return all.createHttpClientMetrics(options);
    }

    @Override
    public TCPMetrics<?> createNetServerMetrics(NetServerOptions options, SocketAddress address) {
      return all.createNetServerMetrics(options, address);
    }

    @Override
    public TCPMetrics<?> createNetClientMetrics(NetClientOptions options) {
      return all.createNetClientMetrics(options);
    }

    @Override
    public DatagramSocketMetrics createDatagramSocketMetrics(DatagramSocketOptions options) {
      return all.createDatagramSocketMetrics(options);
    }

    @Override
    public PoolMetrics<?> createPoolMetrics(String type, String name, int size) {
      return all.createPoolMetrics(type, name, size);
    }

    @Override
    public void vertxCreated(Vertx vertx) {
      all.vertxCreated(vertx);
    }

    @Override
    public boolean isMetricsEnabled() {
      return all.isMetricsEnabled();
    }

    @Override
    public void close() {
      all.close();
    }
  }
}

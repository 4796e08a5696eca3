package dev.toolwatch.security;

import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.spi.VertxServiceProvider;

/** Puts {@link GuardedTransport} in the place of Vert.x' own. */
public final class GuardedTransportProvider implements VertxServiceProvider {
  @Override
  public void init(VertxBuilder builder) {
    if (builder.findTransport() instanceof JDKTransport) {
      builder.findTransport(new GuardedTransport());
    }
  }
}

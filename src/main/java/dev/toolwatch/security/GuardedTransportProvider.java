package dev.toolwatch.security;

import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Puts {@link GuardedTransport} in the place of Vert.x' own: Quarkus' executables know no other than
 * Java's NIO, and no transport counts what it accepts.
 */
public final class GuardedTransportProvider implements VertxServiceProvider {
  @Override
  public void init(VertxBuilder builder) {
    builder.findTransport(GuardedTransport.of(builder.options().getPreferNativeTransport()));
  }
}

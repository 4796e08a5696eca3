package dev.toolwatch.security;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;

/**
 * The transport under every server of the process, Toolwatch's own and those that Quarkus starts:
 * the one place where a connection can be counted before a byte has come over it.
 */
final class GuardedTransport extends JDKTransport {
  @Override
  public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
    super.configure(options, domainSocket, bootstrap);
    ArcContainer beans = Arc.container();
    if (beans != null && beans.isRunning()) {
      Sockets sockets = beans.instance(Sockets.class).get();
      bootstrap.handler(new Acceptor(sockets, sockets.port(options.getPort())));
    }
  }

  /** Sees each connection that a listening socket accepts. On the acceptor's thread. */
  private static final class Acceptor extends ChannelInboundHandlerAdapter {
    private final Sockets sockets;
    private final Port port;

    Acceptor(Sockets sockets, Port port) {
      this.sockets = sockets;
      this.port = port;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      Channel channel = (Channel) accepted;
      if (sockets.accept(port, channel)) {
        channel.pipeline().addLast(new Arrival(sockets, port));
        context.fireChannelRead(accepted);
      } else {
        channel.unsafe().closeForcibly();
      }
    }
  }
}

package dev.toolwatch.security;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.BindException;
import java.net.SocketAddress;
import org.jboss.logging.Logger;

/**
 * The transport under every server of the process, Toolwatch's own and those that Quarkus starts:
 * the one place where a connection can be counted before a byte has come over it.
 */
final class GuardedTransport {
  private static final Logger LOG = Logger.getLogger(GuardedTransport.class);

  private GuardedTransport() {}

  /**
   * Linux' epoll, which costs less for each request than Java's NIO does, or NIO where it is not to be
   * had: on another system, or where its library cannot be unpacked and loaded.
   *
   * @param epoll whether it is wanted
   */
  static Transport of(boolean epoll) {
    if (epoll && Epoll.isAvailable()) {
      return new OfEpoll();
    }
    if (epoll) {
      LOG.debug("No epoll, so connections go over Java's NIO", Epoll.unavailabilityCause());
    }
    return new OfNio();
  }

  private static void guard(ServerBootstrap bootstrap, NetServerOptions options) {
    ArcContainer beans = Arc.container();
    if (beans != null && beans.isRunning()) {
      Sockets sockets = beans.instance(Sockets.class).get();
      bootstrap.handler(new Acceptor(sockets, sockets.port(options.getPort())));
    }
  }

  private static final class OfEpoll extends EpollTransport {
    @Override
    public void configure(
        NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
      super.configure(options, domainSocket, bootstrap);
      guard(bootstrap, options);
    }
  }

  private static final class OfNio extends JDKTransport {
    @Override
    public void configure(
        NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
      super.configure(options, domainSocket, bootstrap);
      guard(bootstrap, options);
    }
  }

  /** Sees each connection that a listening socket accepts. On the acceptor's thread. */
  private static final class Acceptor extends ChannelDuplexHandler {
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

    /** Fails as with NIO, by which Quarkus knows that a port is in use. */
    @Override
    public void bind(ChannelHandlerContext context, SocketAddress address, ChannelPromise promise) {
      var unused =
          context
              .bind(address)
              .addListener(
                  bound -> {
                    if (bound.isSuccess()) {
                      promise.trySuccess();
                    } else {
                      promise.tryFailure(asWithNio(bound.cause()));
                    }
                  });
    }

    private static Throwable asWithNio(Throwable cause) {
      if (cause instanceof Errors.NativeIoException) {
        String message = cause.getMessage();
        return new BindException(message.substring(message.lastIndexOf(": ") + 1).strip());
      }
      return cause;
    }
  }
}

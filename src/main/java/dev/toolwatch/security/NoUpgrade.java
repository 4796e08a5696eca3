package dev.toolwatch.security;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Keeps a connection that began with HTTP/1 there. A server may ignore an offer to upgrade (RFC
 * 9110, "Upgrade"); only a first request's counts. On the connection's event loop.
 */
final class NoUpgrade extends ChannelInboundHandlerAdapter {
  /** Vert.x' name of the handler that changes over to HTTP/2 when a first request asks for it. */
  private static final String UPGRADING = "h2c";

  private NoUpgrade() {}

  /** To be called when Vert.x has decided for HTTP/1, before the first request is complete. */
  static void addTo(ChannelPipeline pipeline) {
    if (pipeline.get(UPGRADING) != null) {
      pipeline.addBefore(UPGRADING, null, new NoUpgrade());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      request.headers().remove(HttpHeaderNames.UPGRADE);
      context.pipeline().remove(this);
    }
    context.fireChannelRead(message);
  }
}

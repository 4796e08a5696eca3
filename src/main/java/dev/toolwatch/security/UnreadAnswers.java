package dev.toolwatch.security;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;

/**
 * Closes a connection whose peer goes on sending while it does not read: answers would pile up in
 * memory. A peer that waits for its answers has at most those to one connection's requests unread,
 * and sends next to nothing meanwhile. On the connection's event loop.
 */
final class UnreadAnswers extends ChannelInboundHandlerAdapter {
  /** Bytes that may come while answers wait for more room than Netty's high water mark, 64 KiB. */
  private static final int MEANWHILE = 16 * 1024;

  private final Sockets sockets;
  private final Port port;
  private int meanwhile;

  UnreadAnswers(Sockets sockets, Port port) {
    this.sockets = sockets;
    this.port = port;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes && waits(context.channel())) {
      meanwhile += bytes.readableBytes();
      if (meanwhile > MEANWHILE) {
        bytes.release();
        close(context);
        return;
      }
    }
    context.fireChannelRead(message);
  }

  /** A channel whose output is shut is not writable, and has nothing to send. */
  private static boolean waits(Channel channel) {
    boolean ended = channel instanceof DuplexChannel duplex && duplex.isOutputShutdown();
    return !channel.isWritable() && !ended;
  }

  private void close(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      sockets.closed(port, Disconnect.UNREAD);
      // Not by way of TLS, whose farewell would wait for the peer to read.
      var unused = context.pipeline().firstContext().close();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      meanwhile = 0;
    }
    context.fireChannelWritabilityChanged();
  }
}

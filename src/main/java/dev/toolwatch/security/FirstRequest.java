package dev.toolwatch.security;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the head of a connection's first request, in plain text: to the empty line behind it,
 * which the preface of HTTP/2 has as well. The connection is closed when it does not come in time;
 * afterwards the idle timeout is enough. On the connection's event loop.
 */
final class FirstRequest extends ChannelInboundHandlerAdapter {
  /** From the accepting on, so the TLS handshake is included. */
  static final int SECONDS = 5;

  /** Vert.x' name of it. */
  private static final String HTTP_ENCODER = "httpEncoder";

  private final Sockets sockets;
  private final Port port;
  private ScheduledFuture<?> deadline;
  private boolean begun;
  private boolean lineEmpty;

  FirstRequest(Sockets sockets, Port port) {
    this.sockets = sockets;
    this.port = port;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    deadline =
        context
            .executor()
            .schedule(
                () -> {
                  sockets.closed(port, Disconnect.SILENT);
                  var unused = context.close();
                },
                SECONDS,
                TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      int end = bytes.forEachByte(this::isBeforeEnd);
      if (end >= 0) {
        came(context, bytes, end + 1 - bytes.readerIndex());
        return;
      }
    }
    context.fireChannelRead(message);
  }

  /**
   * Hands on the head without its last byte, at which Vert.x decides what this connection speaks,
   * and then the rest.
   */
  private void came(ChannelHandlerContext context, ByteBuf bytes, int length) {
    ChannelPipeline pipeline = context.pipeline();
    sockets.served(port, context.channel());
    context.fireChannelRead(bytes.readRetainedSlice(length - 1));
    if (pipeline.get(HTTP_ENCODER) != null) {
      pipeline.addAfter(HTTP_ENCODER, null, new Pipelining(sockets, port));
      pipeline.addAfter(HTTP_ENCODER, null, new LingeringClose());
    }
    context.fireChannelRead(bytes);
    if (!context.isRemoved()) {
      pipeline.remove(this);
    }
  }

  private boolean isBeforeEnd(byte next) {
    if (next == '\n') {
      boolean end = begun && lineEmpty;
      lineEmpty = true;
      return !end;
    }
    if (next != '\r') {
      begun = true;
      lineEmpty = false;
    }
    return true;
  }

  /** Also when the connection closes. */
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    deadline.cancel(false);
  }
}

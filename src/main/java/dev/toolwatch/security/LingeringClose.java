package dev.toolwatch.security;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes an HTTP/1 connection in two steps when an answer was sent before the whole request came:
 * first only what is sent, and the rest when the peer has sent its request, closes, or takes too
 * long (RFC 9112, "Tear-down"). Otherwise the peer's next bytes reset the connection, and it fails
 * to send before it has read why. What comes meanwhile is dropped. Next to the encoder. On the
 * connection's event loop.
 */
final class LingeringClose extends ChannelDuplexHandler {
  static final int SECONDS = 2;

  private boolean requestOpen;
  private Future<?> deadline;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest) {
      requestOpen = true;
    }
    if (message instanceof LastHttpContent) {
      requestOpen = false;
    }
    if (deadline == null) {
      context.fireChannelRead(message);
      return;
    }
    ReferenceCountUtil.release(message);
    if (!requestOpen) {
      end(context);
    }
  }

  private static void end(ChannelHandlerContext context) {
    var unused = context.close();
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise closed) {
    if (!requestOpen || !(context.channel() instanceof DuplexChannel channel)) {
      var unused = context.close(closed);
      return;
    }
    if (deadline == null) {
      deadline = context.executor().schedule(() -> end(context), SECONDS, TimeUnit.SECONDS);
      closeOutput(context, channel);
      channel.config().setAutoRead(true);
    }
    var unused = channel.closeFuture().addListener(gone -> closed.trySuccess());
  }

  private static void closeOutput(ChannelHandlerContext context, DuplexChannel channel) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    if (tls == null) {
      var unused = channel.shutdownOutput();
    } else {
      var unused = tls.closeOutbound();
      unused = channel.shutdownOutput();
    }
  }

  /** Also when the connection closes. */
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }
}

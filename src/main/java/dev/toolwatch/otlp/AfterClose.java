package dev.toolwatch.otlp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;

/**
 * Lets writes to a connection that has closed succeed. Vert.x takes each failed write of HTTP/2 for
 * the failure of the connection and tells every stream of it, also those that it does not know yet:
 * a malformed request would then leave a stack trace in the log. They learn of the close anyway. On
 * the connection's event loop.
 */
final class AfterClose extends ChannelOutboundHandlerAdapter {
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (promise.isVoid()) {
      var unused = context.write(message, promise);
    } else {
      var unused = context.write(message).addListener(done -> tell(context, done, promise));
    }
  }

  private static void tell(
      ChannelHandlerContext context, Future<? super Void> done, ChannelPromise promise) {
    if (done.isSuccess() || !context.channel().isActive()) {
      promise.trySuccess();
    } else {
      promise.tryFailure(done.cause());
    }
  }
}

package dev.toolwatch.otlp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;

/**
 * Lets writes to a connection that has closed succeed. Vert.x takes each failed write of HTTP/2 for
 * the failure of the connection and tells every stream of it, also those that it does not know yet:
 * a malformed request would then leave a stack trace in the log. They learn of the close anyway. On
 * the connection's event loop.
 */
final class AfterClose extends ChannelOutboundHandlerAdapter {
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    var unused = context.write(message, promise.isVoid() ? promise : new Write(promise));
  }

  /** One write, which tells of its end. A subclass, because a listener would be three objects more. */
  private static final class Write extends DefaultChannelPromise {
    private final ChannelPromise told;

    Write(ChannelPromise told) {
      super(told.channel());
      this.told = told;
    }

    @Override
    public ChannelPromise setSuccess(Void result) {
      super.setSuccess(null);
      told.trySuccess();
      return this;
    }

    @Override
    public boolean trySuccess(Void result) {
      boolean first = super.trySuccess(null);
      if (first) {
        told.trySuccess();
      }
      return first;
    }

    @Override
    public ChannelPromise setFailure(Throwable cause) {
      super.setFailure(cause);
      failed(cause);
      return this;
    }

    @Override
    public boolean tryFailure(Throwable cause) {
      boolean first = super.tryFailure(cause);
      if (first) {
        failed(cause);
      }
      return first;
    }

    private void failed(Throwable cause) {
      if (channel().isActive()) {
        told.tryFailure(cause);
      } else {
        told.trySuccess();
      }
    }
  }
}

package dev.toolwatch.security;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Limits the requests of one HTTP/1 connection that come at once or wait for the answers to earlier
 * ones: Vert.x queues as many as come. Next to the encoder, where messages are seen. On the connection's event
 * loop.
 */
final class Pipelining extends ChannelDuplexHandler {
  /** Clients that send a request before the last one's answer are rare, and none sends many. */
  private static final int WAITING = 16;

  /** In one turn of the event loop, answered or not: they take some milliseconds. */
  private static final int AT_ONCE = 64;

  private final Sockets sockets;
  private final Port port;
  private int waiting;
  private int atOnce;
  private boolean closed;

  Pipelining(Sockets sockets, Port port) {
    this.sockets = sockets;
    this.port = port;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (closed) {
      ReferenceCountUtil.release(message);
    } else if (message instanceof HttpRequest && (++waiting > WAITING || ++atOnce > AT_ONCE)) {
      closed = true;
      ReferenceCountUtil.release(message);
      sockets.closed(port, Disconnect.REQUESTS);
      var unused = context.pipeline().firstContext().close();
    } else {
      context.fireChannelRead(message);
    }
  }

  /** What came in one turn of the event loop keeps others waiting, even if it is answered at once. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    atOnce = 0;
    context.fireChannelReadComplete();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
    boolean interim =
        message instanceof HttpResponse response
            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (message instanceof LastHttpContent && !interim && waiting > 0) {
      waiting--;
    }
    var unused = context.write(message, written);
  }
}

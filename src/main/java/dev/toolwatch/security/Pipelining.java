package dev.toolwatch.security;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Hands on one request of an HTTP/1 connection after the other, each when the one before is
 * answered and in a turn of its own, and reads no more meanwhile. Vert.x would queue as many as come, answer them in one
 * turn of the event loop, and fail when the connection closes while one is queued. On the
 * connection's event loop.
 */
final class Pipelining extends ChannelDuplexHandler {
  /**
   * Requests without an answer. Clients that send one before the last one's answer are rare, and
   * none sends many.
   */
  private static final int WAITING = 64;

  /** In bodies that are held. Nothing is read while something is held, and one read is smaller. */
  private static final int HELD_BYTES = 256 * 1024;

  private final Sockets sockets;
  private final Port port;

  /** From the second request without an answer on. */
  private final Queue<Object> held = new ArrayDeque<>();

  private int heldBytes;
  private int heldRequests;

  /** Handed on, but without an answer. */
  private int unanswered;

  /** Whether this turn of the event loop has had its request. */
  private boolean begun;

  private boolean nextIsDue;
  private boolean closed;

  Pipelining(Sockets sockets, Port port) {
    this.sockets = sockets;
    this.port = port;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (closed) {
      ReferenceCountUtil.release(message);
      return;
    }
    boolean begins = message instanceof HttpRequest;
    if (!held.isEmpty() || begins && (begun || unanswered > 0)) {
      hold(context, message, begins);
    } else {
      handOn(context, message, begins);
    }
  }

  private void handOn(ChannelHandlerContext context, Object message, boolean begins) {
    if (begins) {
      begun = true;
      unanswered++;
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    begun = false;
    context.fireChannelReadComplete();
  }

  private void hold(ChannelHandlerContext context, Object message, boolean begins) {
    held.add(message);
    heldRequests += begins ? 1 : 0;
    if (message instanceof ByteBufHolder part) {
      heldBytes += part.content().readableBytes();
    }
    context.channel().config().setAutoRead(false);
    nextIfFree(context);
    if (unanswered + heldRequests > WAITING || heldBytes > HELD_BYTES) {
      closed = true;
      sockets.closed(port, Disconnect.REQUESTS);
      var unused = context.pipeline().firstContext().close();
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
    boolean interim =
        message instanceof HttpResponse response
            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    boolean answers = message instanceof LastHttpContent && !interim && unanswered > 0;
    var unused = context.write(message, written);
    if (answers) {
      unanswered--;
      nextIfFree(context);
    }
  }

  /** Lets the next request have a turn of its own, if none is without an answer. */
  private void nextIfFree(ChannelHandlerContext context) {
    if (!held.isEmpty() && unanswered == 0 && !nextIsDue) {
      nextIsDue = true;
      context.executor().execute(() -> next(context));
    }
  }

  /** Hands on the next request, as far as it has come. */
  private void next(ChannelHandlerContext context) {
    nextIsDue = false;
    if (held.isEmpty() || closed) {
      return;
    }
    heldRequests--;
    do {
      Object message = held.remove();
      handOn(context, message, message instanceof HttpRequest);
    } while (!held.isEmpty() && !(held.element() instanceof HttpRequest));
    begun = false;
    context.fireChannelReadComplete();
    nextIfFree(context);
    if (held.isEmpty()) {
      heldBytes = 0;
      context.channel().config().setAutoRead(true);
    }
  }

  /** Also when the connection closes. */
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
  }
}

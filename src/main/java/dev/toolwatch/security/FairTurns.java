package dev.toolwatch.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets an HTTP/2 connection begin a few requests at a time and then lets the other connections of
 * its event loop have their turn. Without it, hundreds of connections with a hundred small requests
 * each keep everybody else waiting until all of them are answered. What waits is bounded by one
 * read, because nothing more is read meanwhile. On the connection's event loop.
 */
final class FairTurns extends ChannelInboundHandlerAdapter {
  /** Requests that a connection begins before others have their turn. */
  static final int REQUESTS = 4;

  /** What an HTTP/2 connection begins with (RFC 9113, "HTTP/2 Connection Preface"). */
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  /** A length of three bytes, a type, flags, and a stream of four bytes ("Frame Format"). */
  private static final int FRAME_HEADER = 9;

  private static final int TYPE = 3;
  private static final int HEADERS = 1;

  /** Vert.x' name of it. An upgrade to HTTP/2 removes it behind the first request. */
  private static final String HTTP_DECODER = "httpDecoder";

  private final Sockets sockets;
  private final Port port;
  private final Queue<ByteBuf> waiting = new ArrayDeque<>();
  private boolean http1;
  private int prefaceRead;
  private int headerRead;
  private int payloadLeft;
  private int begun;

  FairTurns(Sockets sockets, Port port) {
    this.sockets = sockets;
    this.port = port;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes)
        || http1 && context.pipeline().get(HTTP_DECODER) != null) {
      context.fireChannelRead(message);
      return;
    }
    if (prefaceRead < PREFACE.length && !readPreface(context, bytes)) {
      return;
    }
    waiting.add(bytes);
    if (waiting.size() == 1) {
      turn(context);
      if (!waiting.isEmpty()) {
        context.channel().config().setAutoRead(false);
        context.executor().execute(() -> nextTurn(context));
      }
    }
  }

  /** Hands on the preface; false when there is none, and all is handed on. */
  private boolean readPreface(ChannelHandlerContext context, ByteBuf bytes) {
    int at = bytes.readerIndex();
    while (at < bytes.writerIndex() && prefaceRead < PREFACE.length) {
      if (bytes.getByte(at++) != PREFACE[prefaceRead++]) {
        withoutPreface(context, bytes);
        return false;
      }
    }
    context.fireChannelRead(bytes.readRetainedSlice(at - bytes.readerIndex()));
    return true;
  }

  /** After an upgrade a preface has to come, and not before the upgrade (RFC 7540, section 3.2). */
  private void withoutPreface(ChannelHandlerContext context, ByteBuf bytes) {
    if (http1) {
      bytes.release();
      sockets.closed(port, Disconnect.PROTOCOL);
      var unused = context.close();
    } else {
      http1 = true;
      prefaceRead = 0;
      context.fireChannelRead(bytes);
    }
  }

  private void nextTurn(ChannelHandlerContext context) {
    if (waiting.isEmpty()) {
      return;
    }
    turn(context);
    context.fireChannelReadComplete();
    if (waiting.isEmpty()) {
      context.channel().config().setAutoRead(true);
    } else {
      context.executor().execute(() -> nextTurn(context));
    }
  }

  private void turn(ChannelHandlerContext context) {
    begun = 0;
    while (!waiting.isEmpty() && begun < REQUESTS) {
      ByteBuf bytes = waiting.element();
      int end = endOfTurn(bytes);
      if (end == bytes.writerIndex()) {
        waiting.remove();
        context.fireChannelRead(bytes);
      } else {
        context.fireChannelRead(bytes.readRetainedSlice(end - bytes.readerIndex()));
      }
    }
  }

  /** The index behind the last frame of this turn, or behind the last byte. */
  private int endOfTurn(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (headerRead < FRAME_HEADER) {
        int next = bytes.getByte(at++) & 0xff;
        if (headerRead < TYPE) {
          payloadLeft = payloadLeft << 8 | next;
        } else if (headerRead == TYPE && next == HEADERS) {
          begun++;
        }
        headerRead++;
      } else {
        int payload = Math.min(payloadLeft, end - at);
        at += payload;
        payloadLeft -= payload;
      }
      if (headerRead == FRAME_HEADER && payloadLeft == 0) {
        headerRead = 0;
        if (begun >= REQUESTS) {
          return at;
        }
      }
    }
    return at;
  }

  /** Also when the connection closes. */
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    waiting.forEach(ByteBuf::release);
    waiting.clear();
  }
}

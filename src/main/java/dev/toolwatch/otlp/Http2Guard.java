package dev.toolwatch.otlp;

import dev.toolwatch.security.Disconnect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One HTTP/2 connection's frames, counted where Netty has no limit of its own. A peer that goes too
 * far gets GOAWAY with ENHANCE_YOUR_CALM, and the connection is closed without waiting for it (RFC
 * 9113, "Denial-of-Service Considerations"). On the connection's event loop.
 */
final class Http2Guard extends Http2FrameListenerDecorator {
  /**
   * Open streams above which a connection is closed: requests not answered, and answers not sent.
   * Netty enforces {@link EventLoop#STREAMS} on peers that have acknowledged it; those that have not
   * read it yet may have begun more.
   */
  private static final int MAX_STREAMS = 2 * EventLoop.STREAMS;

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Frames that carry no request, in a window. */
  private static final int FRAMES = 500;

  /** As many more for each request in the window: its answers' windows, pings, a cancellation. */
  private static final int FRAMES_A_REQUEST = 8;

  /** What SETTINGS count: they are applied, kept and acknowledged. */
  private static final int SETTINGS_COST = 20;

  private static final int MAX_SETTINGS = 32;

  /** Bytes of a DATA frame below which it carries next to nothing. */
  private static final int SMALL = 64;

  /** Of what a peer may want remembered of answers' headers (RFC 9113, "Defined Settings"). */
  private static final int HEADER_TABLE_BYTES = 4096;

  private final Http2ConnectionHandler handler;
  private final ChannelHandlerContext context;
  private final OpenStreams streams;
  private final Consumer<Disconnect> closing;
  private long windowNanos = System.nanoTime();
  private int allowed = FRAMES;
  private int frames;
  private boolean over;

  private Http2Guard(
      Http2ConnectionHandler handler,
      ChannelHandlerContext context,
      OpenStreams streams,
      Consumer<Disconnect> closing) {
    super(handler.decoder().frameListener());
    this.handler = handler;
    this.context = context;
    this.streams = streams;
    this.closing = closing;
  }

  /**
   * Guards a connection if it speaks HTTP/2, as its first SETTINGS are read.
   *
   * @param closing is told why, when the connection is closed
   */
  static void guard(HttpConnection connection, OpenStreams streams, Consumer<Disconnect> closing) {
    ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
    ChannelHandlerContext http2 = pipeline.context(Http2ConnectionHandler.class);
    if (http2 != null) {
      var unknown = connection.remoteSettings().getExtraSettings();
      guard(http2, unknown == null ? 0 : unknown.size(), streams, closing);
    }
  }

  private static void guard(
      ChannelHandlerContext context,
      int settings,
      OpenStreams streams,
      Consumer<Disconnect> closing) {
    Http2ConnectionHandler handler = (Http2ConnectionHandler) context.handler();
    Http2Guard guard = new Http2Guard(handler, context, streams, closing);
    context.pipeline().addBefore(context.name(), null, new AfterClose());
    handler.decoder().frameListener(guard);
    handler.connection().addListener(guard.new Streams());
    try {
      // That of an upgrade from HTTP/1 is open already.
      handler
          .connection()
          .forEachActiveStream(
              stream -> {
                streams.opened(stream, guard::close);
                return true;
              });
      guard.limitHeaderTable();
      guard.check(settings);
    } catch (Http2Exception e) {
      handler.onError(context, false, e);
    }
  }

  /** Closes the connection, without waiting until the peer has read of it. */
  private void close(Disconnect why) {
    end(why);
    var unused =
        handler.goAway(
            context,
            Integer.MAX_VALUE,
            Http2Error.ENHANCE_YOUR_CALM.code(),
            Unpooled.EMPTY_BUFFER,
            context.newPromise());
    context.flush();
  }

  private void end(Disconnect why) {
    if (!over) {
      over = true;
      closing.accept(why);
      streams.closed(handler.connection());
      context.executor().execute(this::cut);
    }
  }

  private void cut() {
    // From the front of the pipeline: the HTTP/2 handler would wait for its streams.
    ChannelHandlerContext first = context.pipeline().firstContext();
    if (first != null) {
      var unused = first.close();
    }
  }

  /** Netty reads no further behind this exception. */
  private Http2Exception closed(Disconnect why) {
    close(why);
    return Http2Exception.connectionError(
        Http2Error.ENHANCE_YOUR_CALM, "closed because of a limit: %s", why);
  }

  private void spend(int cost) throws Http2Exception {
    long now = System.nanoTime();
    if (now - windowNanos >= WINDOW_NANOS) {
      windowNanos = now;
      allowed = FRAMES;
      frames = 0;
    }
    frames += cost;
    if (over || frames > allowed) {
      throw closed(Disconnect.FRAMES);
    }
  }

  /** Before Vert.x knows of the stream: it must find none on a failed connection that it does not. */
  private void request(int stream) throws Http2Exception {
    if (over || handler.connection().numActiveStreams() > MAX_STREAMS) {
      handler.connection().stream(stream).close();
      throw closed(Disconnect.REQUESTS);
    }
    allowed += FRAMES_A_REQUEST;
  }

  private void check(int settings) throws Http2Exception {
    if (settings > MAX_SETTINGS) {
      throw closed(Disconnect.FRAMES);
    }
  }

  /** Netty takes any size the peer wishes for, up to 4 GiB. */
  private void limitHeaderTable() throws Http2Exception {
    Http2HeadersEncoder.Configuration headers =
        handler.encoder().configuration().headersConfiguration();
    if (headers.maxHeaderTableSize() > HEADER_TABLE_BYTES) {
      headers.maxHeaderTableSize(HEADER_TABLE_BYTES);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int stream,
      Http2Headers headers,
      int padding,
      boolean endOfStream)
      throws Http2Exception {
    request(stream);
    super.onHeadersRead(context, stream, headers, padding, endOfStream);
    streams.keepWithinLimit();
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endOfStream)
      throws Http2Exception {
    request(stream);
    super.onHeadersRead(
        context, stream, headers, dependency, weight, exclusive, padding, endOfStream);
    streams.keepWithinLimit();
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean endOfStream)
      throws Http2Exception {
    spend(data.readableBytes() < SMALL ? 1 : 0);
    return super.onDataRead(context, stream, data, padding, endOfStream);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext context, int stream, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    spend(1);
    super.onPriorityRead(context, stream, dependency, weight, exclusive);
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext context, int stream, long error)
      throws Http2Exception {
    spend(1);
    super.onRstStreamRead(context, stream, error);
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext context) throws Http2Exception {
    spend(1);
    super.onSettingsAckRead(context);
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings)
      throws Http2Exception {
    spend(SETTINGS_COST);
    check(settings.size());
    limitHeaderTable();
    super.onSettingsRead(context, settings);
  }

  @Override
  public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
    spend(1);
    super.onPingRead(context, data);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext context, long data) throws Http2Exception {
    spend(1);
    super.onPingAckRead(context, data);
  }

  @Override
  public void onGoAwayRead(
      ChannelHandlerContext context, int lastStream, long error, ByteBuf debugData)
      throws Http2Exception {
    spend(1);
    super.onGoAwayRead(context, lastStream, error, debugData);
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int increment)
      throws Http2Exception {
    spend(1);
    super.onWindowUpdateRead(context, stream, increment);
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext context, byte type, int stream, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    spend(1);
    super.onUnknownFrame(context, type, stream, flags, payload);
  }

  /** What becomes of the connection's streams, and of itself. */
  private final class Streams extends Http2ConnectionAdapter {
    @Override
    public void onStreamActive(Http2Stream stream) {
      streams.opened(stream, Http2Guard.this::close);
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      streams.closed(stream);
    }

    /** For errors that Netty finds as well. */
    @Override
    public void onGoAwaySent(int lastStream, long error, ByteBuf debugData) {
      if (error != Http2Error.NO_ERROR.code() && context.channel().isActive()) {
        end(Disconnect.PROTOCOL);
      }
    }
  }
}

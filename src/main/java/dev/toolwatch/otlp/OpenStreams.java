package dev.toolwatch.otlp;

import dev.toolwatch.security.Disconnect;
import dev.toolwatch.security.Port;
import dev.toolwatch.security.Sockets;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The HTTP/2 streams of one event loop in the order in which they were opened: those whose request
 * is still coming, and those whose answer the peer does not take. On its event loop only.
 */
final class OpenStreams {
  /** Heap for each stream that may be open: an estimate on the safe side, not a measurement. */
  private static final int HEAP_BYTES = 64 * 1024;

  /** Time to take an answer, after the request had its time to come. */
  private static final Duration ANSWER_TIME = Duration.ofSeconds(5);

  private final Map<Http2Stream, Opened> open = new LinkedHashMap<>();
  private final Sockets sockets;
  private final int limit;
  private final long timeoutNanos;

  private record Opened(Http2Guard guard, long nanos) {}

  /**
   * @param loops event loops that share the heap
   * @param requestTimeout time in which a request has to arrive
   */
  OpenStreams(Sockets sockets, int loops, Duration requestTimeout) {
    this.sockets = sockets;
    limit =
        (int) Math.min(Runtime.getRuntime().maxMemory() / HEAP_BYTES / loops, Integer.MAX_VALUE);
    timeoutNanos = requestTimeout.plus(ANSWER_TIME).toNanos();
  }

  /** Guards a connection when it speaks HTTP/2. */
  void guard(HttpConnection connection, Port port) {
    ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
    ChannelHandlerContext http2 = pipeline.context(Http2ConnectionHandler.class);
    if (http2 != null) {
      Http2Settings settings = connection.remoteSettings();
      int unknown = settings.getExtraSettings() == null ? 0 : settings.getExtraSettings().size();
      Http2Guard.guard(http2, unknown, this, reason -> sockets.closed(port, reason));
    }
  }

  void opened(Http2Stream stream, Http2Guard guard) {
    open.put(stream, new Opened(guard, System.nanoTime()));
  }

  /** Above the limit the connection of the oldest goes: honest peers' streams are short-lived. */
  void keepWithinLimit() {
    while (open.size() > limit) {
      oldest().guard.close(Disconnect.REQUESTS);
    }
  }

  void closed(Http2Stream stream) {
    open.remove(stream);
  }

  /** Forgets those of a connection that is being closed. */
  void closed(Http2Connection connection) {
    try {
      connection.forEachActiveStream(
          stream -> {
            open.remove(stream);
            return true;
          });
    } catch (Http2Exception e) {
      throw new IllegalStateException("nothing here throws it", e);
    }
  }

  /** Closes the connections of streams that have been open for too long. */
  void sweep(long nowNanos) {
    while (!open.isEmpty() && nowNanos - oldest().nanos > timeoutNanos) {
      oldest().guard.close(Disconnect.REQUESTS);
    }
  }

  private Opened oldest() {
    Iterator<Opened> inOrder = open.values().iterator();
    return inOrder.next();
  }
}

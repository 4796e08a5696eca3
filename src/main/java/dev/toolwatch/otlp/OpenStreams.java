package dev.toolwatch.otlp;

import dev.toolwatch.security.Disconnect;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

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
  private final int limit;
  private final long timeoutNanos;

  private record Opened(Consumer<Disconnect> connection, long nanos) {}

  /**
   * @param loops event loops that share the heap
   * @param requestTimeout time in which a request has to arrive
   */
  OpenStreams(int loops, Duration requestTimeout) {
    limit =
        (int) Math.min(Runtime.getRuntime().maxMemory() / HEAP_BYTES / loops, Integer.MAX_VALUE);
    timeoutNanos = requestTimeout.plus(ANSWER_TIME).toNanos();
  }

  /**
   * Remembers a stream.
   *
   * @param connection closes its connection, and calls {@link #closed(Http2Connection)}
   */
  void opened(Http2Stream stream, Consumer<Disconnect> connection) {
    open.put(stream, new Opened(connection, System.nanoTime()));
  }

  /** Above the limit the connection of the oldest goes: honest peers' streams are short-lived. */
  void keepWithinLimit() {
    while (open.size() > limit) {
      oldest().connection.accept(Disconnect.REQUESTS);
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
      oldest().connection.accept(Disconnect.REQUESTS);
    }
  }

  private Opened oldest() {
    Iterator<Opened> inOrder = open.values().iterator();
    return inOrder.next();
  }
}

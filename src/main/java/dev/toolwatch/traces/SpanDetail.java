package dev.toolwatch.traces;

import java.util.List;
import java.util.Map;

/**
 * A span with all that it says.
 *
 * @param parentId 0 if it is a root
 * @param kind its number on the wire: 1 internal, 2 server, 3 client, 4 producer, 5 consumer; others
 *     are unspecified
 * @param startNanos since the Unix epoch, unsigned
 * @param endNanos as it was sent, so possibly 0 or before the start
 * @param traceState empty if there is none
 * @param statusCode its number on the wire: 1 ok, 2 error; others are unset
 * @param message of its status
 * @param attributes as those of {@link SpanResource}
 * @param dropped attributes, events and links that its SDK left out
 */
public record SpanDetail(
    long id,
    long parentId,
    String name,
    int kind,
    long startNanos,
    long endNanos,
    String traceState,
    int statusCode,
    String message,
    Map<String, Object> attributes,
    List<SpanEvent> events,
    List<SpanLink> links,
    long dropped,
    SpanResource resource,
    SpanScope scope) {
  public static final int INTERNAL = 1;
  public static final int SERVER = 2;
  public static final int CLIENT = 3;
  public static final int PRODUCER = 4;
  public static final int CONSUMER = 5;

  public static final int OK = 1;
  public static final int ERROR = 2;

  /** Nanoseconds from start to end; 0 if the end is missing or before the start. */
  public long durationNanos() {
    return Long.compareUnsigned(endNanos, startNanos) <= 0 ? 0 : endNanos - startNanos;
  }
}

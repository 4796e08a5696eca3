package dev.toolwatch.api;

import dev.toolwatch.traces.SpanDetail;
import dev.toolwatch.traces.SpanEvent;
import dev.toolwatch.traces.SpanLink;
import dev.toolwatch.traces.WaterfallSpan;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A span of a trace.
 *
 * @param spanId 16 hexadecimal digits
 * @param parentSpanId null for a root
 * @param name as it was sent
 * @param service that sent it
 * @param resource the number of what sent it, in the trace's resources
 * @param kind internal, server, client, producer, consumer, unspecified
 * @param offsetSeconds from the trace's start to its own; negative if its clock is behind
 * @param durationSeconds 0 if it has no end, or one before its start
 * @param selfSeconds its time that none of its children covers
 * @param clockShiftSeconds what to add to its times, if its service's clock differs from its parent's
 * @param critical whether it is on the critical path
 * @param depth how many spans are above it
 * @param status ok, error, unset
 * @param message of the status; null if there is none
 * @param scope the instrumentation that made it; null if it is unknown
 * @param attributes in their order
 * @param events in their order
 * @param links to other spans
 */
record SpanRow(
    @Schema(description = "16 hexadecimal digits") String spanId,
    @Schema(nullable = true, description = "null for a root") String parentSpanId,
    String name,
    @Schema(description = "The service that sent it") String service,
    @Schema(description = "What sent it: an index into resources") int resource,
    @Schema(description = "internal, server, client, producer, consumer or unspecified")
        String kind,
    @Schema(description = "From the trace's start to its own") double offsetSeconds,
    @Schema(description = "0 if it has no end, or one before its start") double durationSeconds,
    @Schema(description = "Its time that none of its children covers") double selfSeconds,
    @Schema(description = "What to add to its times: its service's clock differs from its parent's")
        double clockShiftSeconds,
    @Schema(description = "Whether it is on the critical path") boolean critical,
    @Schema(description = "How many spans are above it") int depth,
    @Schema(description = "ok, error or unset") String status,
    @Schema(nullable = true, description = "Of the status") String message,
    @Schema(nullable = true, description = "The instrumentation that made it") String scope,
    Map<String, Object> attributes,
    List<EventRow> events,
    List<LinkRow> links) {
  /**
   * Something that happened during a span.
   *
   * @param offsetSeconds from the trace's start
   */
  record EventRow(String name, double offsetSeconds, Map<String, Object> attributes) {}

  /** A span that a span refers to. */
  record LinkRow(String traceId, String spanId, Map<String, Object> attributes) {}

  static SpanRow of(WaterfallSpan placed, int resource, long startNanos) {
    SpanDetail span = placed.span();
    return new SpanRow(
        TraceId.hex(span.id()),
        span.parentId() == 0 ? null : TraceId.hex(span.parentId()),
        span.name(),
        span.resource().service(),
        resource,
        kind(span.kind()),
        Figures.exactSeconds(span.startNanos() - startNanos),
        Figures.exactSeconds(span.durationNanos()),
        Figures.exactSeconds(placed.selfNanos()),
        Figures.exactSeconds(placed.shiftNanos()),
        placed.critical(),
        placed.depth(),
        status(span.statusCode()),
        TraceRow.orNull(span.message()),
        TraceRow.orNull(span.scope().name()),
        AttributeJson.of(span.attributes()),
        span.events().stream().map(event -> row(event, startNanos)).toList(),
        span.links().stream().map(SpanRow::row).toList());
  }

  private static EventRow row(SpanEvent event, long startNanos) {
    return new EventRow(
        event.name(),
        Figures.exactSeconds(event.timeNanos() - startNanos),
        AttributeJson.of(event.attributes()));
  }

  private static LinkRow row(SpanLink link) {
    return new LinkRow(
        new TraceId(link.idHigh(), link.idLow()).toString(),
        TraceId.hex(link.spanId()),
        AttributeJson.of(link.attributes()));
  }

  private static String kind(int kind) {
    return switch (kind) {
      case SpanDetail.INTERNAL -> "internal";
      case SpanDetail.SERVER -> "server";
      case SpanDetail.CLIENT -> "client";
      case SpanDetail.PRODUCER -> "producer";
      case SpanDetail.CONSUMER -> "consumer";
      default -> "unspecified";
    };
  }

  private static String status(int code) {
    return switch (code) {
      case SpanDetail.OK -> "ok";
      case SpanDetail.ERROR -> "error";
      default -> "unset";
    };
  }
}

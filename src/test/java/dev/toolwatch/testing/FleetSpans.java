package dev.toolwatch.testing;

import dev.toolwatch.signal.Outcome;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Calls of a fleet as the spans that its servers would send. */
public final class FleetSpans {
  private FleetSpans() {}

  /**
   * One request with a resource a service.
   *
   * @param seed of the ids, another one for each request
   */
  public static ExportTraceServiceRequest request(List<FleetCall> calls, long seed) {
    SplittableRandom ids = new SplittableRandom(seed);
    Map<String, ResourceSpans.Builder> services = new LinkedHashMap<>();
    for (FleetCall call : calls) {
      services
          .computeIfAbsent(call.service(), Requests::resourceSpans)
          .getScopeSpansBuilder(0)
          .addSpans(
              span(call)
                  .setTraceId(Requests.id(ids.nextLong() | 1, ids.nextLong()))
                  .setSpanId(Requests.id(ids.nextLong() | 1)));
    }
    return Requests.request(services.values().toArray(ResourceSpans.Builder[]::new));
  }

  private static Span.Builder span(FleetCall call) {
    Duration duration = Duration.ofNanos(call.durationNanos());
    Span.Builder span =
        call.tool().isEmpty()
            ? Requests.operation(call.method(), duration)
            : Requests.toolCall(call.tool(), duration);
    if (call.outcome() != Outcome.OK) {
      Requests.failed(span, call.outcome() == Outcome.CLIENT_ERROR ? "cancelled" : "tool_error");
    }
    attribute(span, "enduser.pseudo.id", call.user() == 0 ? "" : Long.toHexString(call.user()));
    attribute(span, "mcp.session.id", call.session());
    attribute(span, "mcp.client.name", call.client());
    attribute(span, "mcp.client.version", call.clientVersion());
    long end = call.endMillis() * 1_000_000;
    return span.setStartTimeUnixNano(end - call.durationNanos()).setEndTimeUnixNano(end);
  }

  private static void attribute(Span.Builder span, String key, String value) {
    if (!value.isEmpty()) {
      span.addAttributes(Requests.attribute(key, value));
    }
  }
}

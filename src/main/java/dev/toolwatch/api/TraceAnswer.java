package dev.toolwatch.api;

import dev.toolwatch.traces.SpanResource;
import dev.toolwatch.traces.StoredTrace;
import dev.toolwatch.traces.Waterfall;
import dev.toolwatch.traces.WaterfallSpan;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A kept trace with its spans, as they are drawn.
 *
 * @param traceId 32 hexadecimal digits
 * @param started when its first span began; offsets count from here
 * @param durationSeconds until its last span ended
 * @param service of its call, or of its first span
 * @param tool of its call; null if it has none
 * @param outcome of its call
 * @param reason why it was kept
 * @param services of its spans, in the order in which they come
 * @param resources what sent the spans
 * @param spans each below its parent, siblings by their start
 * @param spansOmitted spans beyond the limits of an answer
 * @param spansMalformed spans, or messages around them, that could not be read
 */
@RegisterForReflection(
    targets = {
      TraceAnswer.class,
      TraceAnswer.ResourceRow.class,
      SpanRow.class,
      SpanRow.EventRow.class,
      SpanRow.LinkRow.class
    })
record TraceAnswer(
    @Schema(description = "32 hexadecimal digits") String traceId,
    @Schema(description = "When its first span began; offsets count from here") Instant started,
    @Schema(description = "Until its last span ended") double durationSeconds,
    @Schema(description = "The service of its call, or of its first span") String service,
    @Schema(nullable = true, description = "The tool of its call; null if it has none") String tool,
    @Schema(description = "The outcome of its call: ok, client_error, server_error") String outcome,
    @Schema(description = "Why it was kept: error, slow, rare, sampled") String reason,
    @Schema(description = "The services of its spans, in the order in which they come")
        List<String> services,
    @Schema(description = "What sent the spans; each span has its number")
        List<ResourceRow> resources,
    @Schema(
            description =
                "In the order in which they are drawn: each below its parent, siblings by their start")
        List<SpanRow> spans,
    @Schema(description = "Spans beyond the limits of an answer") int spansOmitted,
    @Schema(description = "Spans, or messages around them, that could not be read")
        int spansMalformed) {
  /**
   * What sent spans.
   *
   * @param service its name, preceded by its namespace
   * @param attributes as the sender gave them
   */
  record ResourceRow(String service, Map<String, Object> attributes) {}

  static TraceAnswer of(StoredTrace trace, Waterfall waterfall) {
    IdentityHashMap<SpanResource, Integer> numbers = new IdentityHashMap<>();
    List<ResourceRow> resources = new ArrayList<>();
    List<SpanRow> spans = new ArrayList<>(waterfall.spans().size());
    for (WaterfallSpan placed : waterfall.spans()) {
      SpanResource resource = placed.span().resource();
      Integer number = numbers.get(resource);
      if (number == null) {
        number = resources.size();
        numbers.put(resource, number);
        resources.add(new ResourceRow(resource.service(), AttributeJson.of(resource.attributes())));
      }
      spans.add(SpanRow.of(placed, number, trace.startNanos()));
    }
    return new TraceAnswer(
        new TraceId(trace.idHigh(), trace.idLow()).toString(),
        Figures.instant(trace.startNanos()),
        Figures.exactSeconds(trace.endNanos() - trace.startNanos()),
        trace.service(),
        TraceRow.orNull(trace.tool()),
        trace.outcome().label(),
        trace.reason().label(),
        resources.stream().map(ResourceRow::service).distinct().toList(),
        resources,
        spans,
        waterfall.omitted(),
        waterfall.malformed());
  }
}

package dev.toolwatch.traces;

import static dev.toolwatch.wire.ProtobufReader.LENGTH;

import dev.toolwatch.signal.ConsistentSampling;
import dev.toolwatch.wire.ByteSink;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;
import dev.toolwatch.wire.ProtobufWriter;
import dev.toolwatch.wire.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the spans of a kept trace as an ExportTraceServiceRequest (opentelemetry-proto 1.11,
 * trace.proto), each as it was received. Not thread-safe.
 */
final class TraceRequest {
  private static final int RESOURCE_SPANS = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPANS = 2;
  private static final int TRACE_STATE = 3;

  private final ProtobufReader in = new ProtobufReader();
  private final Text traceState = new Text();
  private final ByteSink request = new ByteSink(0, Integer.MAX_VALUE - 64);

  /** A span and where its bytes begin. */
  private record Placed(BufferedSpan span, int from) {}

  /**
   * Writes a trace.
   *
   * @param spans its spans, from 0 to {@code size}
   * @param raw their bytes, one after the other
   * @param ratio the share of such traces that is kept, which their thresholds will tell; 1 leaves
   *     the spans as they are
   */
  byte[] of(BufferedSpan[] spans, int size, byte[] raw, double ratio) {
    Map<HeldEnvelope, List<Placed>> byEnvelope = new LinkedHashMap<>();
    int from = 0;
    for (int i = 0; i < size; i++) {
      BufferedSpan span = spans[i];
      List<Placed> placed = byEnvelope.get(span.origin.envelope);
      if (placed == null) {
        placed = new ArrayList<>();
        byEnvelope.put(span.origin.envelope, placed);
      }
      placed.add(new Placed(span, from));
      from += span.length;
    }
    request.reset(TraceShard.KEPT_BYTES);
    ProtobufWriter out = new ProtobufWriter(request);
    byEnvelope.forEach(
        (held, inside) -> {
          int resource = out.open(RESOURCE_SPANS);
          request.write(held.envelope.resource());
          int scope = out.open(SCOPE_SPANS);
          request.write(held.envelope.scope());
          for (Placed placed : inside) {
            int start = out.open(SPANS);
            span(placed, raw, ratio, request, out);
            out.close(start);
          }
          out.close(scope);
          out.close(resource);
        });
    return request.toByteArray();
  }

  private void span(Placed placed, byte[] raw, double ratio, ByteSink into, ProtobufWriter out) {
    BufferedSpan span = placed.span;
    if (ratio == 1) {
      into.write(raw, placed.from, span.length);
      return;
    }
    traceState.clear();
    in.reset(raw, placed.from, placed.from + span.length);
    try {
      while (in.hasMore()) {
        int start = in.position();
        int tag = in.tag();
        if (tag == ProtobufReader.tag(TRACE_STATE, LENGTH)) {
          in.text(traceState);
        } else {
          in.skip(tag);
          into.write(raw, start, in.position() - start);
        }
      }
    } catch (MalformedException e) {
      throw new IllegalStateException("the span has been decoded before", e);
    }
    int start = out.open(TRACE_STATE);
    ConsistentSampling.write(traceState, ConsistentSampling.within(span.threshold, ratio), into);
    out.close(start);
  }
}

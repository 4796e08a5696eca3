package dev.toolwatch.traces;

import dev.toolwatch.signal.ServiceId;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The spans of a trace in the order in which they are drawn: each below its parent, siblings by
 * their start.
 *
 * @param spans without those that came twice
 * @param omitted spans beyond the limits
 * @param malformed spans, or messages around them, that could not be read
 */
public record Waterfall(List<WaterfallSpan> spans, int omitted, int malformed) {
  /** Spans that are shown of a trace. */
  public static final int MAX_SPANS = 10_000;

  private static final long MAX_BYTES = 16L << 20;
  private static final int BYTES_PART_OF_HEAP = 32;

  /** About 100 bytes each. */
  private static final int MAX_VALUES = 300_000;

  private static final int HEAP_OF_VALUE = 1024;

  /**
   * Reads a trace within limits.
   *
   * @param requests each an ExportTraceServiceRequest in protobuf
   */
  public static Waterfall of(List<byte[]> requests) {
    long heap = Runtime.getRuntime().maxMemory();
    return of(
        requests,
        new TraceDecoder(
            MAX_SPANS,
            Math.min(MAX_BYTES, heap / BYTES_PART_OF_HEAP),
            (int) Math.min(MAX_VALUES, heap / HEAP_OF_VALUE)));
  }

  static Waterfall of(List<byte[]> requests, TraceDecoder decoder) {
    requests.forEach(decoder::add);
    List<SpanDetail> spans = SpanTree.distinct(decoder.spans());
    SelfTimes times = new SelfTimes();
    times.begin();
    Map<String, ServiceId> services = new HashMap<>();
    for (SpanDetail span : spans) {
      ServiceId service = services.computeIfAbsent(span.resource().service(), ServiceId::of);
      times.add(span.id(), span.parentId(), span.startNanos(), span.endNanos(), service);
    }
    times.compute();
    return new Waterfall(
        Collections.unmodifiableList(SpanTree.placed(spans, times)),
        decoder.omitted(),
        decoder.malformed());
  }
}

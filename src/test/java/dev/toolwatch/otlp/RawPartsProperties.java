package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.LogRecordView;
import dev.toolwatch.signal.Origin;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Views show what was received, byte for byte: a request is put together again from the parts that
 * they point to, with nothing between them but what frames them.
 */
class RawPartsProperties {
  private static final Vocabulary VOCABULARY = new Vocabulary(List.of("service.name"));

  /** From the outermost in: the parts that hold an item, and the item itself. */
  private record Parts(List<byte[]> parts) {
    static Parts of(Slice... slices) {
      return new Parts(Arrays.stream(slices).map(Parts::copy).toList());
    }

    private static byte[] copy(Slice slice) {
      return Arrays.copyOfRange(slice.body(), slice.from(), slice.to());
    }
  }

  @Property(tries = 200)
  void spans_inProtobuf_putTheRequestTogether(@ForAll long seed) throws Exception {
    ExportTraceServiceRequest request = traces(new Random(seed));
    assertPutTogether(request, List.of(1, 2, 2), protobufSpans(request.toByteArray()));
  }

  @Property(tries = 200)
  void points_inProtobuf_putTheRequestTogether(@ForAll long seed) throws Exception {
    ExportMetricsServiceRequest request = metrics(new Random(seed));
    List<Parts> points = new ArrayList<>();
    byte[] body = request.toByteArray();
    new ProtobufMetricDecoder(VOCABULARY).decode(body, 0, body.length, new Points(points));
    // A point stands in a histogram, which stands in its metric's field 9.
    assertPutTogether(request, List.of(1, 2, 2), metricsOf(points));
    assertThat(points.stream().map(parts -> parts.parts().get(3)))
        .containsExactlyElementsOf(points(request));
  }

  private static List<byte[]> points(ExportMetricsServiceRequest request) {
    return request.getResourceMetricsList().stream()
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .flatMap(scope -> scope.getMetricsList().stream())
        .flatMap(metric -> metric.getHistogram().getDataPointsList().stream())
        .map(HistogramDataPoint::toByteArray)
        .toList();
  }

  /** The first three parts of each, once for each metric. */
  private static List<Parts> metricsOf(List<Parts> points) {
    List<Parts> metrics = new ArrayList<>();
    for (Parts point : points) {
      Parts metric = new Parts(point.parts().subList(0, 3));
      boolean same =
          !metrics.isEmpty()
              && Arrays.equals(
                  metrics.get(metrics.size() - 1).parts().get(2), metric.parts().get(2));
      if (!same) {
        metrics.add(metric);
      }
    }
    return metrics;
  }

  @Property(tries = 200)
  void logRecords_inProtobuf_putTheRequestTogether(@ForAll long seed) throws Exception {
    ExportLogsServiceRequest request = logs(new Random(seed));
    List<Parts> records = new ArrayList<>();
    byte[] body = request.toByteArray();
    new ProtobufLogDecoder(VOCABULARY).decode(body, 0, body.length, new Logs(records));
    assertPutTogether(request, List.of(1, 2, 2), records);
  }

  /** Each part is found in the one around it, in order; what is left of that is framing. */
  private static void assertPutTogether(Message request, List<Integer> fields, List<Parts> items) {
    byte[] body = request.toByteArray();
    assertThat(putTogether(body, fields, items, 0)).isEqualTo(body);
  }

  /**
   * A message anew: the fields that are on the way to an item are written from the items' parts, the
   * others as they stand.
   */
  private static byte[] putTogether(
      byte[] message, List<Integer> fields, List<Parts> items, int level) {
    ByteArrayOutputStream anew = new ByteArrayOutputStream();
    int tag = fields.get(level) << 3 | 2;
    int at = 0;
    int next = 0;
    while (at < message.length) {
      int[] length = new int[1];
      int content = contentOf(message, at, length);
      if ((message[at] & 0xff) != tag) {
        anew.write(message, at, content + length[0] - at);
      } else {
        byte[] part = items.get(next).parts().get(level);
        anew.write(message, at, content - at);
        if (level + 1 == fields.size()) {
          anew.writeBytes(part);
          next++;
        } else {
          int end = endOfSame(items, next, level);
          anew.writeBytes(putTogether(part, fields, items.subList(next, end), level + 1));
          next = end;
        }
      }
      at = content + length[0];
    }
    assertThat(next).isEqualTo(items.size());
    return anew.toByteArray();
  }

  /** Behind the items that share a part with the first one. */
  private static int endOfSame(List<Parts> items, int first, int level) {
    byte[] part = items.get(first).parts().get(level);
    int end = first;
    while (end < items.size() && Arrays.equals(items.get(end).parts().get(level), part)) {
      end++;
    }
    return end;
  }

  /** Where a length-delimited field's content begins, with its length; others have no length. */
  private static int contentOf(byte[] message, int at, int[] length) {
    int position = at + 1;
    int shift = 0;
    int value = 0;
    while (message[position] < 0) {
      value |= (message[position++] & 0x7f) << shift;
      shift += 7;
    }
    value |= message[position++] << shift;
    length[0] = (message[at] & 7) == 2 ? value : 0;
    return position;
  }

  @Property(tries = 200)
  void spans_inJson_putTheRequestTogether(@ForAll long seed) throws Exception {
    List<Parts> spans = new ArrayList<>();
    ExportTraceServiceRequest request = traces(new Random(seed));
    byte[] body = OtlpJson.json(request);
    new JsonTraceDecoder(VOCABULARY).decode(body, 0, body.length, new Spans(spans));
    assertPutTogether(body, spans, protobufSpans(request.toByteArray()).size());
  }

  @Property(tries = 200)
  void points_inJson_putTheRequestTogether(@ForAll long seed) throws Exception {
    List<Parts> points = new ArrayList<>();
    ExportMetricsServiceRequest request = metrics(new Random(seed));
    byte[] body = OtlpJson.json(request);
    new JsonMetricDecoder(VOCABULARY).decode(body, 0, body.length, new Points(points));
    assertPutTogether(body, points, points(request).size());
  }

  @Property(tries = 200)
  void logRecords_inJson_putTheRequestTogether(@ForAll long seed) throws Exception {
    List<Parts> records = new ArrayList<>();
    ExportLogsServiceRequest request = logs(new Random(seed));
    byte[] body = OtlpJson.json(request);
    new JsonLogDecoder(VOCABULARY).decode(body, 0, body.length, new Logs(records));
    long expected =
        request.getResourceLogsList().stream()
            .flatMap(resource -> resource.getScopeLogsList().stream())
            .mapToLong(ScopeLogs::getLogRecordsCount)
            .sum();
    assertPutTogether(body, records, expected);
  }

  private static void assertPutTogether(byte[] json, List<Parts> items, long expectedItems) {
    assertThat(items).hasSize((int) expectedItems);
    assertThat(putTogether(new String(json, UTF_8), items, 0)).isEqualTo(new String(json, UTF_8));
  }

  /** An object anew: the parts in it from the items, in their order, and the text between them. */
  private static String putTogether(String object, List<Parts> items, int level) {
    StringBuilder anew = new StringBuilder();
    int at = 0;
    int next = 0;
    while (next < items.size()) {
      List<byte[]> parts = items.get(next).parts();
      String part = new String(parts.get(level), UTF_8);
      assertThat(new JsonObject(part).isEmpty()).isFalse();
      int start = object.indexOf(part, at);
      assertThat(start).as(part).isGreaterThanOrEqualTo(at);
      boolean innermost = level + 1 == parts.size();
      int end = innermost ? next + 1 : endOfSame(items, next, level);
      anew.append(object, at, start);
      anew.append(innermost ? part : putTogether(part, items.subList(next, end), level + 1));
      at = start + part.length();
      next = end;
    }
    return anew.append(object, at, object.length()).toString();
  }

  private static List<Parts> protobufSpans(byte[] body) throws Exception {
    List<Parts> spans = new ArrayList<>();
    new ProtobufTraceDecoder(VOCABULARY).decode(body, 0, body.length, new Spans(spans));
    return spans;
  }

  private record Spans(List<Parts> into) implements SpanHandler {
    @Override
    public void begin() {
      into.clear();
    }

    @Override
    public void resource(SpanView view) {}

    @Override
    public void span(SpanView view) {
      Origin origin = view.origin();
      into.add(Parts.of(origin.rawResource(), origin.rawScope(), view.raw()));
    }
  }

  private record Points(List<Parts> into) implements PointHandler {
    @Override
    public void resource(HistogramPoint view) {}

    @Override
    public boolean wants(Text metric) {
      return true;
    }

    @Override
    public void histogram(HistogramPoint view) {
      Origin origin = view.origin();
      into.add(Parts.of(origin.rawResource(), origin.rawScope(), view.rawMetric(), view.raw()));
    }

    @Override
    public void other(long points) {}
  }

  private record Logs(List<Parts> into) implements LogHandler {
    @Override
    public void begin() {
      into.clear();
    }

    @Override
    public void resource(LogRecordView view) {}

    @Override
    public void record(LogRecordView view) {
      Origin origin = view.origin();
      into.add(Parts.of(origin.rawResource(), origin.rawScope(), view.raw()));
    }
  }

  private static ExportTraceServiceRequest traces(Random random) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int resource = 0; resource <= random.nextInt(3); resource++) {
      ResourceSpans.Builder spans =
          request.addResourceSpansBuilder().setResource(resource(resource)).setSchemaUrl("a");
      for (int scope = 0; scope <= random.nextInt(3); scope++) {
        ScopeSpans.Builder inScope =
            spans.addScopeSpansBuilder().setScope(scope(scope)).setSchemaUrl("b" + resource);
        for (int span = 0; span <= random.nextInt(4); span++) {
          inScope.addSpans(
              Span.newBuilder()
                  .setTraceId(Requests.id(1, random.nextLong()))
                  .setSpanId(Requests.id(random.nextLong()))
                  .setName("a \"name\" {" + "x".repeat(random.nextInt(200)))
                  .addLinks(Span.Link.newBuilder().setTraceState("kept=1"))
                  .addAttributes(Requests.attribute("unknown.to.us", "}]"))
                  .setEndTimeUnixNano(1));
        }
      }
    }
    return request.build();
  }

  private static ExportMetricsServiceRequest metrics(Random random) {
    ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
    for (int resource = 0; resource <= random.nextInt(3); resource++) {
      ResourceMetrics.Builder metrics =
          request.addResourceMetricsBuilder().setResource(resource(resource)).setSchemaUrl("a");
      for (int scope = 0; scope <= random.nextInt(3); scope++) {
        ScopeMetrics.Builder inScope = metrics.addScopeMetricsBuilder().setScope(scope(scope));
        for (int metric = 0; metric <= random.nextInt(3); metric++) {
          Histogram.Builder histogram = Histogram.newBuilder().setAggregationTemporalityValue(2);
          for (int point = 0; point <= random.nextInt(3); point++) {
            histogram.addDataPoints(
                HistogramDataPoint.newBuilder()
                    .setTimeUnixNano(random.nextLong())
                    .setSum(random.nextDouble())
                    .addAttributes(Requests.attribute("tool", "{" + point)));
          }
          inScope.addMetrics(
              Metric.newBuilder()
                  .setName("m" + metric + random.nextLong())
                  .setDescription("what it \"is\"")
                  .setHistogram(histogram));
        }
      }
    }
    return request.build();
  }

  private static ExportLogsServiceRequest logs(Random random) {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    for (int resource = 0; resource <= random.nextInt(3); resource++) {
      ResourceLogs.Builder logs =
          request.addResourceLogsBuilder().setResource(resource(resource)).setSchemaUrl("a");
      for (int scope = 0; scope <= random.nextInt(3); scope++) {
        ScopeLogs.Builder inScope = logs.addScopeLogsBuilder().setScope(scope(scope));
        for (int line = 0; line <= random.nextInt(4); line++) {
          inScope.addLogRecords(
              LogRecord.newBuilder()
                  .setTraceId(Requests.id(1, random.nextLong()))
                  .setBody(AnyValue.newBuilder().setStringValue("a \"line\" }" + line)));
        }
      }
    }
    return request.build();
  }

  private static Resource resource(int number) {
    return Resource.newBuilder()
        .addAttributes(Requests.attribute("service.name", "orders-" + number))
        .setDroppedAttributesCount(3)
        .build();
  }

  private static InstrumentationScope scope(int number) {
    return InstrumentationScope.newBuilder().setName("scope-" + number).setVersion("1").build();
  }
}

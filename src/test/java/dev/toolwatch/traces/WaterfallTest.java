package dev.toolwatch.traces;

import static dev.toolwatch.testing.Requests.attribute;
import static dev.toolwatch.testing.Requests.id;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.toolwatch.testing.RandomMessages;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.wire.ProtobufReader;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WaterfallTest {
  private static final long START = 1_790_000_000_000_000_000L;
  private static final long MILLIS = 1_000_000;

  private static Span.Builder span(long id, long parent, String name, long from, long to) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(id(1, 2))
            .setSpanId(id(id))
            .setName(name)
            .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
            .setStartTimeUnixNano(START + from * MILLIS)
            .setEndTimeUnixNano(START + to * MILLIS);
    return parent == 0 ? span : span.setParentSpanId(id(parent));
  }

  private static Waterfall waterfall(ExportTraceServiceRequest... requests) {
    return Waterfall.of(
        Arrays.stream(requests).map(ExportTraceServiceRequest::toByteArray).toList());
  }

  private static Waterfall limited(int spans, long bytes, int values, byte[]... requests) {
    return Waterfall.of(List.of(requests), new TraceDecoder(spans, bytes, values));
  }

  private static List<String> names(Waterfall waterfall) {
    return waterfall.spans().stream()
        .map(placed -> " ".repeat(placed.depth()) + placed.span().name())
        .toList();
  }

  @Test
  void spans_comeBelowTheirParents_byTheirStart_withSelfTimeAndCriticalPath() {
    Waterfall waterfall =
        waterfall(
            Requests.request(
                "one",
                span(4, 2, "late child", 60, 90),
                span(3, 2, "early child", 20, 50),
                span(5, 3, "grandchild", 25, 30)),
            Requests.request("one", span(2, 0, "root", 0, 100), span(6, 77, "orphan", 10, 12)));
    assertThat(names(waterfall))
        .containsExactly("root", " early child", "  grandchild", " late child", "orphan");
    assertThat(waterfall.spans().stream().map(one -> one.selfNanos() / MILLIS))
        .containsExactly(40L, 25L, 5L, 30L, 2L);
    assertThat(waterfall.spans().stream().map(WaterfallSpan::critical)).contains(true);
    assertThat(waterfall.omitted()).isZero();
    assertThat(waterfall.malformed()).isZero();
  }

  @Test
  void spanThatCameTwice_isOne_andAClientAndAServerWithOneIdAreTwo() {
    Span.Builder server = span(2, 1, "server", 5, 9).setKind(Span.SpanKind.SPAN_KIND_SERVER);
    Waterfall waterfall =
        waterfall(
            Requests.request("one", span(1, 0, "root", 0, 10), span(2, 1, "client", 4, 10)),
            Requests.request("two", server),
            Requests.request("two", server, span(1, 0, "root", 0, 12)));
    assertThat(names(waterfall)).containsExactly("root", " client", "  server");
    assertThat(waterfall.spans().get(0).span().durationNanos()).isEqualTo(12 * MILLIS);
  }

  @Test
  void cycles_andSpansThatNameThemselves_areThereOnce() {
    Waterfall waterfall =
        waterfall(
            Requests.request(
                "one",
                span(1, 2, "a", 0, 10),
                span(2, 1, "b", 1, 9),
                span(3, 3, "self", 2, 3),
                span(4, 2, "below", 4, 5)));
    assertThat(names(waterfall)).containsExactly("a", " b", "  below", "self");
  }

  @Test
  void traceAsDeepAsItHasSpans_isReadWithoutRecursion() {
    Span.Builder[] chain = new Span.Builder[9_000];
    for (int i = 0; i < chain.length; i++) {
      chain[i] = span(i + 1, i, "s" + i, 0, 10);
    }
    Waterfall waterfall = waterfall(Requests.request("one", chain));
    assertThat(waterfall.spans()).hasSize(9_000);
    assertThat(waterfall.spans().get(8_999).depth()).isEqualTo(8_999);
  }

  @Test
  void spansBeyondTheLimit_areCounted() {
    Span.Builder[] many = new Span.Builder[Waterfall.MAX_SPANS + 7];
    for (int i = 0; i < many.length; i++) {
      many[i] = span(i + 1, 0, "s", i, i + 1);
    }
    Waterfall waterfall = waterfall(Requests.request("one", many));
    assertThat(waterfall.spans()).hasSize(Waterfall.MAX_SPANS);
    assertThat(waterfall.omitted()).isEqualTo(7);
  }

  @Test
  void spanThatHasNoRoomForItsBytes_isCounted_andSmallerOnesAreShown() {
    Span.Builder large = span(1, 0, "x".repeat(1_000), 0, 1);
    byte[] request = Requests.request("one", large, span(2, 0, "small", 0, 1)).toByteArray();
    Waterfall waterfall = limited(10, 200, 10, request);
    assertThat(names(waterfall)).containsExactly("small");
    assertThat(waterfall.omitted()).isEqualTo(1);
  }

  @Test
  void spanWithTooManyValues_isCounted_andTakesNoRoomFromOthers() {
    Span.Builder rich = span(1, 0, "rich", 0, 1);
    for (int i = 0; i < 20; i++) {
      rich.addAttributes(attribute("k" + i, i));
    }
    Span.Builder few = span(2, 0, "few", 0, 1).addAttributes(attribute("k", "v"));
    byte[] request = Requests.request("one", rich, few).toByteArray();
    // One is the resource's.
    Waterfall waterfall = limited(10, 10_000, 2, request);
    assertThat(names(waterfall)).containsExactly("few");
    assertThat(waterfall.omitted()).isEqualTo(1);
  }

  @Test
  void resourceWithTooManyValues_leavesNoRoom_andItsSpansAreCounted() {
    ResourceSpans.Builder resource = Requests.resourceSpans("one", span(1, 0, "s", 0, 1));
    for (int i = 0; i < 20; i++) {
      resource.getResourceBuilder().addAttributes(attribute("k" + i, i));
    }
    Waterfall waterfall = limited(10, 10_000, 5, Requests.request(resource).toByteArray());
    assertThat(waterfall.spans()).isEmpty();
    assertThat(waterfall.omitted()).isEqualTo(1);
  }

  private static AnyValue nested(int depth) {
    AnyValue value = AnyValue.newBuilder().setStringValue("inside").build();
    for (int i = 0; i < depth; i++) {
      value = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(value)).build();
    }
    return value;
  }

  @Test
  void valuesNestedTooDeep_makeTheirSpanMalformed() {
    Waterfall waterfall =
        waterfall(
            Requests.request(
                "one",
                span(1, 0, "deep", 0, 1)
                    .addAttributes(
                        attribute("k", nested(ProtobufReader.MAX_DEPTH - 1).toBuilder())),
                span(2, 0, "too deep", 0, 1)
                    .addAttributes(attribute("k", nested(ProtobufReader.MAX_DEPTH).toBuilder()))));
    assertThat(names(waterfall)).containsExactly("deep");
    assertThat(waterfall.malformed()).isEqualTo(1);
  }

  /** A ScopeSpans whose second span is cut off within its length. */
  @Test
  void malformedSpan_isCounted_andThoseAroundItAreRead() throws IOException {
    ByteArrayOutputStream scope = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(scope);
    out.writeMessage(2, span(1, 0, "before", 0, 1).build());
    out.writeBytes(2, ByteString.copyFrom(new byte[] {0x2a, 100, 'x'}));
    out.writeMessage(2, span(3, 0, "after", 2, 3).build());
    out.flush();
    ByteArrayOutputStream resource = new ByteArrayOutputStream();
    out = CodedOutputStream.newInstance(resource);
    out.writeByteArray(2, scope.toByteArray());
    out.flush();
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    out = CodedOutputStream.newInstance(request);
    out.writeByteArray(1, resource.toByteArray());
    out.flush();
    Waterfall waterfall = Waterfall.of(List.of(request.toByteArray()));
    assertThat(names(waterfall)).containsExactly("before", "after");
    assertThat(waterfall.malformed()).isEqualTo(1);
    assertThat(waterfall.spans().get(0).span().resource().service()).isEqualTo("unknown_service");
  }

  @Test
  void requestThatIsCutOff_orAnyBytes_neverFails() {
    byte[] whole =
        Requests.request("one", span(1, 0, "a", 0, 1), span(2, 1, "b", 0, 1)).toByteArray();
    for (int length = 1; length < whole.length; length++) {
      Waterfall cut = Waterfall.of(List.of(Arrays.copyOf(whole, length)));
      assertThat(cut.malformed()).as("cut at %d", length).isPositive();
    }
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      assertThat(Waterfall.of(List.of(changed)).spans()).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void invalidUtf8_becomesReplacementCharacters() {
    byte[] request = Requests.request("one", span(1, 0, "a?", 0, 1)).toByteArray();
    for (int i = 0; i < request.length; i++) {
      request[i] = request[i] == '?' ? (byte) 0xFF : request[i];
    }
    Waterfall waterfall = Waterfall.of(List.of(request));
    assertThat(names(waterfall)).containsExactly("a\uFFFD");
  }

  /** What the official classes read. */
  private static Object official(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case ARRAY_VALUE -> {
        List<Object> list = new ArrayList<>();
        value.getArrayValue().getValuesList().forEach(one -> list.add(official(one)));
        yield list;
      }
      case KVLIST_VALUE -> official(value.getKvlistValue().getValuesList());
      case BYTES_VALUE -> new String(value.getBytesValue().toByteArray(), ISO_8859_1);
      default -> null;
    };
  }

  private static Map<String, Object> official(List<KeyValue> attributes) {
    Map<String, Object> map = new LinkedHashMap<>();
    attributes.forEach(
        one -> map.put(one.getKey(), one.hasValue() ? official(one.getValue()) : null));
    return map;
  }

  /** The same with bytes as text, which are equal where the bytes are. */
  private static Object comparable(Object value) {
    if (value instanceof byte[] bytes) {
      return new String(bytes, ISO_8859_1);
    }
    if (value instanceof List<?> list) {
      List<Object> all = new ArrayList<>();
      list.forEach(one -> all.add(comparable(one)));
      return all;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> all = new LinkedHashMap<>();
      map.forEach((key, one) -> all.put(key, comparable(one)));
      return all;
    }
    return value;
  }

  @Test
  void randomSpans_areReadAsTheOfficialClassesReadThem() {
    RandomMessages random = new RandomMessages(new Random(11));
    int read = 0;
    for (int i = 0; i < 500; i++) {
      Span span = (Span) random.fill(Span.newBuilder(), 8);
      Waterfall waterfall =
          Waterfall.of(
              List.of(
                  ExportTraceServiceRequest.newBuilder()
                      .addResourceSpans(
                          ResourceSpans.newBuilder()
                              .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
                      .build()
                      .toByteArray()));
      SpanDetail detail = waterfall.spans().get(0).span();
      read++;
      assertThat(detail.name()).isEqualTo(span.getName());
      assertThat(detail.kind()).isEqualTo(span.getKindValue());
      assertThat(detail.startNanos()).isEqualTo(span.getStartTimeUnixNano());
      assertThat(detail.endNanos()).isEqualTo(span.getEndTimeUnixNano());
      assertThat(detail.traceState()).isEqualTo(span.getTraceState());
      assertThat(detail.statusCode()).isEqualTo(span.getStatus().getCodeValue());
      assertThat(detail.message()).isEqualTo(span.getStatus().getMessage());
      assertThat(comparable(detail.attributes())).isEqualTo(official(span.getAttributesList()));
      assertThat(detail.dropped())
          .isEqualTo(
              Integer.toUnsignedLong(span.getDroppedAttributesCount())
                  + Integer.toUnsignedLong(span.getDroppedEventsCount())
                  + Integer.toUnsignedLong(span.getDroppedLinksCount()));
      assertThat(detail.events()).hasSize(span.getEventsCount());
      for (int event = 0; event < span.getEventsCount(); event++) {
        assertThat(detail.events().get(event).name()).isEqualTo(span.getEvents(event).getName());
        assertThat(detail.events().get(event).timeNanos())
            .isEqualTo(span.getEvents(event).getTimeUnixNano());
        assertThat(comparable(detail.events().get(event).attributes()))
            .isEqualTo(official(span.getEvents(event).getAttributesList()));
      }
      assertThat(detail.links()).hasSize(span.getLinksCount());
      for (int link = 0; link < span.getLinksCount(); link++) {
        assertThat(detail.links().get(link).traceState())
            .isEqualTo(span.getLinks(link).getTraceState());
        assertThat(comparable(detail.links().get(link).attributes()))
            .isEqualTo(official(span.getLinks(link).getAttributesList()));
      }
    }
    assertThat(read).isEqualTo(500);
  }

  @Test
  void links_statusAndScope_areRead() {
    Span.Builder span =
        span(1, 0, "s", 0, 1)
            .addLinks(Span.Link.newBuilder().setTraceId(id(3, 4)).setSpanId(id(5)))
            .setStatus(
                Status.newBuilder()
                    .setMessage("boom")
                    .setCode(Status.StatusCode.STATUS_CODE_ERROR));
    ResourceSpans.Builder resource = Requests.resourceSpans("orders", span);
    resource.getResourceBuilder().addAttributes(attribute("service.namespace", "acme"));
    SpanDetail read = waterfall(Requests.request(resource)).spans().get(0).span();
    assertThat(read.links()).containsExactly(new SpanLink(3, 4, 5, "", Map.of()));
    assertThat(read.message()).isEqualTo("boom");
    assertThat(read.statusCode()).isEqualTo(SpanDetail.ERROR);
    assertThat(read.scope()).isEqualTo(new SpanScope("mcp-sdk", "1.4.0"));
    assertThat(read.resource().service()).isEqualTo("acme/orders");
  }
}

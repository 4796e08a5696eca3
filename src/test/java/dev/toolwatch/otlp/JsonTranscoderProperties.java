package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.RandomMessages;
import dev.toolwatch.wire.ByteSink;
import dev.toolwatch.wire.MalformedException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** OTLP/JSON becomes the protobuf that the official classes write. */
class JsonTranscoderProperties {
  private static final int LIMIT = 1 << 20;

  private final JsonTranscoder transcoder = new JsonTranscoder();

  private static Message.Builder request(Signal signal) {
    return switch (signal) {
      case TRACES -> ExportTraceServiceRequest.newBuilder();
      case METRICS -> ExportMetricsServiceRequest.newBuilder();
      case LOGS -> ExportLogsServiceRequest.newBuilder();
    };
  }

  @Property(tries = 500)
  void anyRequest_isWhatTheOfficialClassesWrite(@ForAll Signal signal, @ForAll long seed)
      throws Exception {
    Message message = new RandomMessages(new Random(seed)).fill(request(signal), 9);
    byte[] json = OtlpJson.json(message);
    assertThat(parsed(signal, json, LIMIT)).isEqualTo(message);
  }

  private Message parsed(Signal signal, byte[] json, int limit) throws Exception {
    // As from a connection: there is something before and after the body.
    byte[] array = new byte[json.length + 9];
    System.arraycopy(json, 0, array, 4, json.length);
    ByteSink written = transcoder.write(signal, array, 4, 4 + json.length, limit);
    return request(signal).mergeFrom(written.toByteArray()).build();
  }

  private ExportTraceServiceRequest span(String fields) throws Exception {
    String json = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + fields + "}]}]}]}";
    return (ExportTraceServiceRequest) parsed(Signal.TRACES, json.getBytes(UTF_8), LIMIT);
  }

  private Span only(String fields) throws Exception {
    return span(fields).getResourceSpans(0).getScopeSpans(0).getSpans(0);
  }

  @Example
  void unknownFieldsAndNulls_areLeftOut() throws Exception {
    assertThat(only("\"name\":\"a\",\"new\":{\"x\":[1,{}]},\"kind\":null,\"trace_id\":\"00\""))
        .isEqualTo(Span.newBuilder().setName("a").build());
  }

  @Example
  void idThatIsNotHexadecimal_isLeftOut_butForTheSpansOwn() throws Exception {
    Span span =
        only(
            "\"traceId\":\"zz\",\"spanId\":\"abc\",\"parentSpanId\":\"\",\"name\":\"a\","
                + "\"links\":[{\"traceId\":\"zz\",\"spanId\":\"abc\"}]");
    // No valid id has one byte: the span is refused, as it must be.
    assertThat(span.getTraceId().size()).isEqualTo(1);
    assertThat(span.getSpanId().size()).isEqualTo(1);
    assertThat(span.getParentSpanId().size()).isZero();
    assertThat(span.getLinks(0)).isEqualTo(Span.Link.getDefaultInstance());
  }

  @Example
  void bytes_inBothAlphabets_withAndWithoutPadding() throws Exception {
    for (String text : new String[] {"+/8=", "-_8=", "+/8", "-_8"}) {
      assertThat(
              only("\"attributes\":[{\"key\":\"k\",\"value\":{\"bytesValue\":\"" + text + "\"}}]")
                  .getAttributes(0)
                  .getValue()
                  .getBytesValue()
                  .toByteArray())
          .containsExactly(0xfb, 0xff);
    }
  }

  @Example
  void wrongTypes_areMalformed() {
    for (String wrong :
        new String[] {
          "\"name\":1", "\"kind\":\"SPAN_KIND_SERVER\"", "\"droppedEventsCount\":-1",
          "\"events\":{}", "\"status\":[]", "\"startTimeUnixNano\":\"x\""
        }) {
      assertThatThrownBy(() -> span(wrong)).as(wrong).isInstanceOf(MalformedException.class);
    }
  }

  @Example
  void nestedWithoutEnd_isMalformed() {
    String deep =
        "\"attributes\":[{\"key\":\"k\",\"value\":"
            + "{\"arrayValue\":{\"values\":[".repeat(100_000);
    assertThatThrownBy(() -> span(deep)).isInstanceOf(MalformedException.class);
  }

  @Example
  void moreThanTheLimit_isTooLarge() {
    String zeroes = "0,".repeat(1000) + "0";
    String json =
        "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"histogram\":{\"dataPoints\":[{"
            + "\"explicitBounds\":["
            + zeroes
            + "]}]}}]}]}]}";
    assertThatThrownBy(() -> parsed(Signal.METRICS, json.getBytes(UTF_8), json.length()))
        .isInstanceOf(TooLargeException.class);
  }
}

package dev.toolwatch.api;

import static dev.toolwatch.testing.Requests.attribute;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.RandomMessages;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.wire.ProtobufReader;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OtlpJsonWriterTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static JsonObject json(byte[]... requests) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new OtlpJsonWriter().write(List.of(requests), out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new JsonObject(out.toString(UTF_8));
  }

  /** The request that the JSON says. */
  private static Message read(JsonObject json) {
    return OtlpJson.read(json, ExportTraceServiceRequest.newBuilder());
  }

  @Test
  void randomRequests_comeBackAsTheyWere() {
    RandomMessages random = new RandomMessages(new Random(3));
    for (int i = 0; i < 1_000; i++) {
      Message request = random.fill(ExportTraceServiceRequest.newBuilder(), 9);
      assertThat(read(json(request.toByteArray()))).isEqualTo(request);
    }
  }

  @Test
  void severalParts_areOneRequest() {
    ExportTraceServiceRequest one = Requests.request("one", Requests.toolCall("find", SECOND));
    ExportTraceServiceRequest two = Requests.request("two", Requests.otherSpan(SECOND));
    assertThat(read(json(one.toByteArray(), two.toByteArray())))
        .isEqualTo(one.toBuilder().mergeFrom(two).build());
  }

  @Test
  void form_isThatOfOtlp() {
    Span.Builder span =
        Requests.toolCall("find", SECOND)
            .setParentSpanId(Requests.id(0xABCDEF0123456789L))
            .setFlags(0x8000_0301)
            .addAttributes(attribute("i", Long.MIN_VALUE))
            .addAttributes(attribute("d", AnyValue.newBuilder().setDoubleValue(Double.NaN)))
            .addAttributes(
                attribute(
                    "y",
                    AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(new byte[] {0, -1}))))
            .addAttributes(attribute("f", AnyValue.newBuilder().setBoolValue(false)))
            .addAttributes(KeyValue.newBuilder().setKey("unset").setValue(AnyValue.newBuilder()))
            .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    JsonObject written =
        json(Requests.request("one", span).toByteArray())
            .getJsonArray("resourceSpans")
            .getJsonObject(0)
            .getJsonArray("scopeSpans")
            .getJsonObject(0)
            .getJsonArray("spans")
            .getJsonObject(0);
    assertThat(written.getString("parentSpanId")).isEqualTo("abcdef0123456789");
    assertThat(written.getString("endTimeUnixNano")).isEqualTo("1790000000000000000");
    assertThat(written.getInteger("kind")).isEqualTo(2);
    assertThat(written.getLong("flags")).isEqualTo(0x8000_0301L);
    assertThat(written.getJsonObject("status").getInteger("code")).isEqualTo(2);
    assertThat(written.getJsonArray("attributes").encode())
        .contains("{\"intValue\":\"-9223372036854775808\"}")
        .contains("{\"doubleValue\":\"NaN\"}")
        .contains("{\"bytesValue\":\"AP8=\"}")
        .contains("{\"boolValue\":false}")
        .contains("{\"key\":\"unset\",\"value\":{}}");
  }

  @Test
  void lastValueWins_andMessagesAreMerged() throws IOException {
    Span first =
        Requests.toolCall("a", SECOND).setStatus(Status.newBuilder().setMessage("m")).build();
    Span second =
        Span.newBuilder()
            .setName("b")
            .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_OK))
            .build();
    Span both = Span.parseFrom(first.toByteString().concat(second.toByteString()));
    byte[] twice = request(first.toByteString().concat(second.toByteString()));
    assertThat(read(json(twice))).isEqualTo(ExportTraceServiceRequest.parseFrom(twice));
    assertThat(both.getStatus().getMessage()).isEqualTo("m");
  }

  /** A request whose only span has these bytes. */
  private static byte[] request(ByteString... spans) {
    com.google.protobuf.UnknownFieldSet.Field.Builder field =
        com.google.protobuf.UnknownFieldSet.Field.newBuilder();
    Arrays.stream(spans).forEach(field::addLengthDelimited);
    ByteString scope =
        com.google.protobuf.UnknownFieldSet.newBuilder()
            .addField(2, field.build())
            .build()
            .toByteString();
    ByteString resource =
        wrapped(2, scope)
            .concat(
                wrapped(
                    1,
                    Resource.newBuilder()
                        .addAttributes(attribute("service.name", "x"))
                        .build()
                        .toByteString()));
    return wrapped(1, resource).toByteArray();
  }

  private static ByteString wrapped(int number, ByteString content) {
    return com.google.protobuf.UnknownFieldSet.newBuilder()
        .addField(
            number,
            com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(content)
                .build())
        .build()
        .toByteString();
  }

  @Test
  void malformedSpans_areLeftOut_andWhatIsWrittenStaysJson() throws IOException {
    ByteString good = Requests.toolCall("good", SECOND).build().toByteString();
    ByteString bad = ByteString.copyFrom(new byte[] {0x2a, 100, 'x'});
    ByteString deep =
        Requests.toolCall("deep", SECOND)
            .addAttributes(attribute("k", nested(ProtobufReader.MAX_DEPTH + 5)))
            .build()
            .toByteString();
    assertThat(read(json(request(good, bad, deep, good))))
        .isEqualTo(ExportTraceServiceRequest.parseFrom(request(good, good)));
  }

  private static AnyValue.Builder nested(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder().setStringValue("inside");
    for (int i = 0; i < depth; i++) {
      value = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(value));
    }
    return value;
  }

  @Test
  void anyBytes_makeValidJson() {
    byte[] whole =
        Requests.request("one", Requests.toolCall("a", SECOND), Requests.toolCall("b", SECOND))
            .toByteArray();
    Random random = new Random(5);
    for (int i = 0; i < 3_000; i++) {
      byte[] changed = Arrays.copyOf(whole, random.nextInt(whole.length) + 1);
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      assertThat(json(changed).getJsonArray("resourceSpans")).isNotNull();
    }
  }
}

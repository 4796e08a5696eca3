package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The oracle is the official decoder: what our views show is what its objects hold. */
class TraceDecoderProperties {
  // One decoder for all tries: what an earlier request leaves behind must not show.
  private static final ProtobufTraceDecoder PROTOBUF =
      new ProtobufTraceDecoder(SeenSpan.VOCABULARY);
  private static final JsonTraceDecoder JSON = new JsonTraceDecoder(SeenSpan.VOCABULARY);

  @Provide
  Arbitrary<ExportTraceServiceRequest> requests() {
    return TraceRequests.all();
  }

  @Property(tries = 1000)
  void protobuf_anyRequest_showsWhatTheOracleHolds(
      @ForAll("requests") ExportTraceServiceRequest request) throws Exception {
    assertThat(protobuf(Requests.protobuf(request))).isEqualTo(SeenSpan.of(request));
  }

  @Property(tries = 1500)
  void protobuf_fieldsInAnyOrderDuplicatedAndUnknown_showsWhatTheOracleHolds(
      @ForAll("requests") ExportTraceServiceRequest request, @ForAll long seed) throws Exception {
    byte[] scrambled = ScrambledProtobuf.of(request, seed);
    assertThat(protobuf(scrambled)).isEqualTo(SeenSpan.of(parsed(scrambled)));
  }

  @Property(tries = 1000)
  void json_anyRequest_showsWhatTheOracleHolds(
      @ForAll("requests") ExportTraceServiceRequest request) throws Exception {
    assertThat(json(OtlpJson.json(request))).isEqualTo(SeenSpan.of(request));
  }

  @Property(tries = 1500)
  void json_keysInAnyOrderEscapesAndFormsOfNumbers_showsWhatTheOracleHolds(
      @ForAll("requests") ExportTraceServiceRequest request, @ForAll long seed) throws Exception {
    byte[] scrambled = ScrambledJson.of(OtlpJson.tree(request), seed);
    assertThat(json(scrambled)).isEqualTo(SeenSpan.of(request));
  }

  private static ExportTraceServiceRequest parsed(byte[] body)
      throws InvalidProtocolBufferException {
    return ExportTraceServiceRequest.parseFrom(body);
  }

  private static List<SeenSpan> protobuf(byte[] body) throws Exception {
    Collector spans = new Collector();
    PROTOBUF.decode(body, 0, body.length, spans);
    return spans.seen;
  }

  private static List<SeenSpan> json(byte[] body) throws Exception {
    Collector spans = new Collector();
    JSON.decode(body, 0, body.length, spans);
    return spans.seen;
  }

  /** Copies what is shown, and checks that each resource is announced before its spans. */
  private static final class Collector implements SpanHandler {
    private final List<SeenSpan> seen = new ArrayList<>();
    private SeenSpan announced;

    @Override
    public void begin() {
      seen.clear();
    }

    @Override
    public void resource(SpanView view) {
      announced = SeenSpan.of(view);
    }

    @Override
    public void span(SpanView view) {
      SeenSpan span = SeenSpan.of(view);
      assertThat(span.resource()).isEqualTo(announced.resource());
      seen.add(span);
    }
  }
}

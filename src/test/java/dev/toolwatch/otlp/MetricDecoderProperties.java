package dev.toolwatch.otlp;

import static dev.toolwatch.testing.Requests.attribute;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UnknownFieldSet;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Text;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Both decoders against the official classes. */
class MetricDecoderProperties {
  private final ProtobufMetricDecoder protobuf = new ProtobufMetricDecoder(SeenPoint.VOCABULARY);
  private final JsonMetricDecoder json = new JsonMetricDecoder(SeenPoint.VOCABULARY);

  @Provide
  Arbitrary<ExportMetricsServiceRequest> requests() {
    return Arbitraries.randoms().map(Maker::new).map(Maker::request);
  }

  /** Requests of everything that may be in one. */
  private record Maker(Random random) {
    ExportMetricsServiceRequest request() {
      ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
      for (int i = random.nextInt(3); i > 0; i--) {
        ResourceMetrics.Builder resource = ResourceMetrics.newBuilder().setSchemaUrl("u");
        if (random.nextInt(4) != 0) {
          resource.setResource(Resource.newBuilder().addAllAttributes(attributes()));
        }
        for (int j = random.nextInt(3); j > 0; j--) {
          resource.addScopeMetrics(scope());
        }
        request.addResourceMetrics(resource);
      }
      return request.build();
    }

    private ScopeMetrics scope() {
      ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
      if (random.nextInt(4) != 0) {
        scope.setScope(
            InstrumentationScope.newBuilder()
                .setName(text())
                .setVersion(text())
                .addAllAttributes(attributes()));
      }
      for (int i = random.nextInt(4); i > 0; i--) {
        scope.addMetrics(metric());
      }
      return scope.build();
    }

    private Metric metric() {
      Metric.Builder metric =
          Metric.newBuilder()
              .setName((random.nextInt(4) == 0 ? "" : "w") + text())
              .setDescription(text())
              .setUnit(random.nextBoolean() ? "ms" : "")
              .addAllMetadata(attributes());
      int kind = random.nextInt(8);
      int temporality = random.nextInt(3);
      if (kind > 4) {
        metric.getHistogramBuilder().setAggregationTemporalityValue(temporality);
      } else if (kind > 1) {
        metric.getExponentialHistogramBuilder().setAggregationTemporalityValue(temporality);
      }
      for (int i = random.nextInt(4); i > 0; i--) {
        if (kind > 4) {
          metric.getHistogramBuilder().addDataPoints(explicit());
        } else if (kind > 1) {
          metric.getExponentialHistogramBuilder().addDataPoints(exponential());
        } else if (kind == 1) {
          metric.getSumBuilder().addDataPoints(NumberDataPoint.newBuilder().setAsInt(i));
        } else {
          metric.getSummaryBuilder().addDataPointsBuilder().setCount(i);
        }
      }
      return metric.build();
    }

    private HistogramDataPoint explicit() {
      HistogramDataPoint.Builder point =
          HistogramDataPoint.newBuilder()
              .setStartTimeUnixNano(random.nextLong())
              .setTimeUnixNano(random.nextLong())
              .setCount(random.nextLong())
              .setFlags(random.nextInt())
              .addAllAttributes(attributes())
              .addExemplars(exemplar());
      if (random.nextBoolean()) {
        point.setSum(decimal()).setMin(decimal()).setMax(decimal());
      }
      for (int i = random.nextInt(40); i > 0; i--) {
        point.addExplicitBounds(decimal()).addBucketCounts(count());
      }
      return point.build();
    }

    private ExponentialHistogramDataPoint exponential() {
      ExponentialHistogramDataPoint.Builder point =
          ExponentialHistogramDataPoint.newBuilder()
              .setStartTimeUnixNano(random.nextLong())
              .setTimeUnixNano(random.nextLong())
              .setCount(random.nextLong())
              .setFlags(random.nextInt())
              .setScale(random.nextInt(41) - 20)
              .setZeroCount(count())
              .addAllAttributes(attributes())
              .addExemplars(exemplar());
      if (random.nextBoolean()) {
        point.setSum(decimal()).setMin(decimal()).setMax(decimal()).setZeroThreshold(decimal());
      }
      if (random.nextBoolean()) {
        point.getPositiveBuilder().setOffset(random.nextInt());
        point.getNegativeBuilder().setOffset(random.nextInt()).addBucketCounts(0);
      }
      for (int i = random.nextInt(200); i > 0; i--) {
        point.getPositiveBuilder().addBucketCounts(random.nextInt(3) == 0 ? count() : 0);
      }
      return point.build();
    }

    private Exemplar exemplar() {
      return Exemplar.newBuilder()
          .setAsDouble(1)
          .setSpanId(ByteString.copyFrom(new byte[8]))
          .addAllFilteredAttributes(attributes())
          .build();
    }

    private long count() {
      return random.nextBoolean() ? random.nextInt(1000) : random.nextLong();
    }

    private double decimal() {
      return switch (random.nextInt(6)) {
        case 0 -> Double.longBitsToDouble(random.nextLong());
        case 1 -> Double.POSITIVE_INFINITY;
        case 2 -> 0;
        default -> random.nextInt(1000) / 8.0;
      };
    }

    private List<KeyValue> attributes() {
      List<KeyValue> attributes = new ArrayList<>();
      List<String> keys = new ArrayList<>(SeenPoint.KEPT);
      keys.add("not.kept");
      Collections.shuffle(keys, random);
      for (String key : keys.subList(0, random.nextInt(keys.size()))) {
        KeyValue.Builder attribute = KeyValue.newBuilder().setKey(key);
        value(attribute.getValueBuilder(), 3);
        attributes.add(attribute.build());
      }
      return attributes;
    }

    private void value(AnyValue.Builder value, int depth) {
      switch (random.nextInt(depth == 0 ? 5 : 8)) {
        case 0 -> value.setStringValue(text());
        case 1 -> value.setBoolValue(random.nextBoolean());
        case 2 -> value.setIntValue(random.nextLong());
        case 3 -> value.setDoubleValue(random.nextGaussian());
        case 4 -> value.clear();
        case 5 -> value.setBytesValue(ByteString.copyFromUtf8(text()));
        case 6 -> {
          ArrayValue.Builder list = value.getArrayValueBuilder();
          value(list.addValuesBuilder(), depth - 1);
        }
        default -> {
          KeyValueList.Builder map = value.getKvlistValueBuilder();
          value(map.addValuesBuilder().setKey("k").getValueBuilder(), depth - 1);
        }
      }
    }

    private String text() {
      return switch (random.nextInt(4)) {
        case 0 -> "";
        case 1 -> "a\"\\\n\u0001/\u00e9\ud83d\ude00";
        default -> "t" + random.nextInt(100);
      };
    }
  }

  private SeenPoint.Seen protobuf(byte[] body) throws MalformedException, TooLargeException {
    SeenPoint.Seen seen = new SeenPoint.Seen();
    byte[] array = new byte[body.length + 7];
    System.arraycopy(body, 0, array, 3, body.length);
    protobuf.decode(array, 3, 3 + body.length, seen);
    return seen;
  }

  private SeenPoint.Seen json(byte[] body) throws MalformedException, TooLargeException {
    SeenPoint.Seen seen = new SeenPoint.Seen();
    json.decode(body, 0, body.length, seen);
    return seen;
  }

  @Property(tries = 300)
  void protobuf_asTheOfficialClassesReadIt(@ForAll("requests") ExportMetricsServiceRequest request)
      throws MalformedException, TooLargeException {
    SeenPoint.Seen seen = protobuf(request.toByteArray());
    assertThat(seen.points).isEqualTo(SeenPoint.of(request).points);
    assertThat(seen.others).isEqualTo(SeenPoint.of(request).others);
  }

  @Property(tries = 300)
  void json_asTheOfficialClassesReadIt(@ForAll("requests") ExportMetricsServiceRequest request)
      throws MalformedException, TooLargeException {
    SeenPoint.Seen seen = json(OtlpJson.json(request));
    assertThat(seen.points).isEqualTo(SeenPoint.of(request).points);
    assertThat(seen.others).isEqualTo(SeenPoint.of(request).others);
  }

  @Property(tries = 300)
  void protobuf_fieldsInAnyOrderAndNotPacked_readsTheSame(
      @ForAll("requests") ExportMetricsServiceRequest request, @ForAll Random random)
      throws Exception {
    UnknownFieldSet fields = UnknownFieldSet.parseFrom(request.toByteArray());
    byte[] scrambled = scrambled(request.getDescriptorForType(), fields, random);
    assertThat(ExportMetricsServiceRequest.parseFrom(scrambled)).isNotNull();
    SeenPoint.Seen expected = SeenPoint.of(ExportMetricsServiceRequest.parseFrom(scrambled));
    SeenPoint.Seen seen = protobuf(scrambled);
    assertThat(seen.points).isEqualTo(expected.points);
    assertThat(seen.others).isEqualTo(expected.others);
  }

  /** Writes all fields one by one, in another order, and some that nobody knows. */
  private static byte[] scrambled(Descriptor type, UnknownFieldSet fields, Random random)
      throws IOException {
    List<byte[]> written = new ArrayList<>();
    for (int number : fields.asMap().keySet()) {
      UnknownFieldSet.Field values = fields.getField(number);
      FieldDescriptor field = type.findFieldByNumber(number);
      List<byte[]> here = new ArrayList<>();
      for (long varint : values.getVarintList()) {
        here.add(write(out -> out.writeUInt64(number, varint)));
      }
      for (long fixed : values.getFixed64List()) {
        here.add(write(out -> out.writeFixed64(number, fixed)));
      }
      for (int fixed : values.getFixed32List()) {
        here.add(write(out -> out.writeFixed32(number, fixed)));
      }
      for (ByteString bytes : values.getLengthDelimitedList()) {
        here.addAll(delimited(field, bytes, random));
      }
      written.add(join(here));
    }
    written.add(write(out -> out.writeString(2000, "unknown")));
    written.add(write(out -> out.writeFixed64(2001, 7)));
    Collections.shuffle(written, random);
    return join(written);
  }

  private static List<byte[]> delimited(FieldDescriptor field, ByteString bytes, Random random)
      throws IOException {
    int number = field.getNumber();
    List<byte[]> all = new ArrayList<>();
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      byte[] inner = scrambled(field.getMessageType(), UnknownFieldSet.parseFrom(bytes), random);
      all.add(write(out -> out.writeByteArray(number, inner)));
    } else if (field.isPackable()) {
      CodedInputStream in = bytes.newCodedInput();
      while (!in.isAtEnd()) {
        if (field.getType() == FieldDescriptor.Type.UINT64) {
          long value = in.readUInt64();
          all.add(write(out -> out.writeUInt64(number, value)));
        } else {
          long value = in.readFixed64();
          all.add(write(out -> out.writeFixed64(number, value)));
        }
      }
    } else {
      all.add(write(out -> out.writeBytes(number, bytes)));
    }
    return all;
  }

  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] write(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    writing.to(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] join(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** A stream is the same one whatever the order of its attributes and whichever the encoding. */
  @Example
  void digests_doNotDependOnOrderOrEncoding_andTellOthersApart()
      throws MalformedException, TooLargeException {
    List<KeyValue> attributes =
        List.of(
            attribute("a", "1"),
            attribute("b", 1),
            attribute("c", AnyValue.newBuilder().setBoolValue(true)),
            attribute("d", AnyValue.newBuilder().setDoubleValue(1)),
            attribute("e", AnyValue.newBuilder()));
    List<KeyValue> otherOrder = new ArrayList<>(attributes);
    Collections.reverse(otherOrder);
    List<List<Long>> same = new ArrayList<>();
    for (List<KeyValue> order : List.of(attributes, otherOrder)) {
      ExportMetricsServiceRequest request = withAttributes(order);
      same.addAll(protobuf(request.toByteArray()).digests);
      same.addAll(json(OtlpJson.json(request)).digests);
    }
    assertThat(new HashSet<>(same)).hasSize(1);
    List<List<Long>> others = new ArrayList<>(same);
    for (KeyValue left : attributes) {
      List<KeyValue> fewer = new ArrayList<>(attributes);
      fewer.remove(left);
      others.addAll(protobuf(withAttributes(fewer).toByteArray()).digests);
    }
    assertThat(new HashSet<>(others)).hasSize(6);
  }

  private static ExportMetricsServiceRequest withAttributes(List<KeyValue> attributes) {
    return request(
        Metric.newBuilder()
            .setName("w")
            .setHistogram(
                Histogram.newBuilder()
                    .addDataPoints(HistogramDataPoint.newBuilder().addAllAttributes(attributes))));
  }

  private static ExportMetricsServiceRequest request(Metric.Builder metric) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(attribute("service.name", "s")))
                .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(metric)))
        .build();
  }

  /** Takes the last point's defect. */
  private static final class Defects implements PointHandler {
    private String defect = "no point";

    @Override
    public void resource(HistogramPoint view) {
      // of no interest
    }

    @Override
    public boolean wants(Text metric) {
      return true;
    }

    @Override
    public void histogram(HistogramPoint view) {
      defect = view.defect();
    }

    @Override
    public void other(long points) {
      // of no interest
    }
  }

  private void assertDefect(Metric.Builder metric, String defect)
      throws MalformedException, TooLargeException {
    byte[] body = request(metric).toByteArray();
    Defects fromProtobuf = new Defects();
    protobuf.decode(body, 0, body.length, fromProtobuf);
    assertThat(fromProtobuf.defect).isEqualTo(defect);
    byte[] text = OtlpJson.json(request(metric));
    Defects fromJson = new Defects();
    json.decode(text, 0, text.length, fromJson);
    assertThat(fromJson.defect).isEqualTo(defect);
  }

  @Example
  void explicitBounds_upToTheLimit() throws MalformedException, TooLargeException {
    Metric.Builder metric = Metric.newBuilder().setName("w");
    HistogramDataPoint.Builder point =
        metric
            .getHistogramBuilder()
            .setAggregationTemporalityValue(2)
            .addDataPointsBuilder()
            .setTimeUnixNano(1)
            .addBucketCounts(0);
    for (int i = 0; i < Distribution.MAX_BOUNDS; i++) {
      point.addExplicitBounds(i).addBucketCounts(1);
    }
    assertDefect(metric, null);
    point.addExplicitBounds(2000).addBucketCounts(1);
    assertDefect(metric, "more than 1024 explicit bounds");
  }

  @Example
  void exponentialBuckets_upToTheLimit() throws MalformedException, TooLargeException {
    Metric.Builder metric = Metric.newBuilder().setName("w");
    ExponentialHistogramDataPoint.Builder point =
        metric
            .getExponentialHistogramBuilder()
            .setAggregationTemporalityValue(2)
            .addDataPointsBuilder()
            .setTimeUnixNano(1);
    for (int i = 0; i < Distribution.MAX_EXPONENTIAL_BUCKETS; i++) {
      point.getPositiveBuilder().addBucketCounts(1);
    }
    assertDefect(metric, null);
    point.getPositiveBuilder().addBucketCounts(1);
    assertDefect(metric, "more than 2048 exponential buckets");
  }

  @Example
  void exponentialBuckets_negative_areRefused() throws MalformedException, TooLargeException {
    Metric.Builder metric = Metric.newBuilder().setName("w");
    metric
        .getExponentialHistogramBuilder()
        .setAggregationTemporalityValue(2)
        .addDataPointsBuilder()
        .setTimeUnixNano(1)
        .getNegativeBuilder()
        .addBucketCounts(0)
        .addBucketCounts(1);
    assertDefect(metric, "negative buckets: a duration is never negative");
  }

  @Property(tries = 200)
  void protobuf_cutAnywhere_isMalformedOrShorter(
      @ForAll("requests") ExportMetricsServiceRequest request, @ForAll Random random)
      throws TooLargeException {
    byte[] body = request.toByteArray();
    int length = body.length == 0 ? 0 : random.nextInt(body.length);
    try {
      protobuf.decode(body, 0, length, new SeenPoint.Seen());
    } catch (MalformedException e) {
      assertThat(e).hasMessageContaining("at byte");
    }
  }

  @Property(tries = 200)
  void protobuf_bytesChanged_isMalformedOrSomethingElse(
      @ForAll("requests") ExportMetricsServiceRequest request, @ForAll Random random)
      throws TooLargeException {
    byte[] body = request.toByteArray();
    for (int i = random.nextInt(8); i > 0 && body.length > 0; i--) {
      body[random.nextInt(body.length)] = (byte) random.nextInt();
    }
    try {
      protobuf.decode(body, 0, body.length, new SeenPoint.Seen());
    } catch (MalformedException e) {
      assertThat(e).hasMessageContaining("at byte");
    }
  }

  @Property(tries = 200)
  void json_cutAnywhere_isMalformed(
      @ForAll("requests") ExportMetricsServiceRequest request, @ForAll Random random) {
    byte[] body = OtlpJson.json(request);
    int length = random.nextInt(body.length);
    assertThatThrownBy(() -> json.decode(body, 0, length, new SeenPoint.Seen()))
        .isInstanceOf(MalformedException.class);
  }

  @Example
  void json_deepValues_areMalformed() {
    String deep = "{\"arrayValue\":{\"values\":[".repeat(200) + "]}}".repeat(200);
    String body =
        "{\"resourceMetrics\":[{\"resource\":{\"attributes\":[{\"key\":\"k\",\"value\":"
            + deep
            + "}]}}]}";
    assertThatThrownBy(() -> json(body.getBytes(UTF_8))).isInstanceOf(MalformedException.class);
  }
}

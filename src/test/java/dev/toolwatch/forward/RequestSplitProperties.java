package dev.toolwatch.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.testing.RandomMessages;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.wire.Slice;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A request is split without a loss: seen with the official classes. */
class RequestSplitProperties {
  private static final BitSet NOTHING = new BitSet();

  /** An item with what is around it: the resource and the scope without their lists. */
  private record Placed(Message resource, Message scope, Message item) {}

  private record Part(byte[] bytes, int items) {}

  private static Message.Builder request(Signal signal) {
    return switch (signal) {
      case TRACES -> ExportTraceServiceRequest.newBuilder();
      case METRICS -> ExportMetricsServiceRequest.newBuilder();
      case LOGS -> ExportLogsServiceRequest.newBuilder();
    };
  }

  private static List<Part> split(Signal signal, byte[] body, int limit, BitSet refused)
      throws Exception {
    byte[] array = new byte[body.length + 5];
    System.arraycopy(body, 0, array, 2, body.length);
    Slice request = new Slice();
    request.set(array, 2, 2 + body.length);
    List<Part> parts = new ArrayList<>();
    new RequestSplit(signal, limit, refused, (part, items) -> parts.add(new Part(part, items)))
        .split(request);
    return parts;
  }

  /** A field of another wire type is unknown, as it is to decoders. */
  @Example
  void metricWithAFieldOfAnotherType_isForwarded() throws Exception {
    Metric odd =
        Metric.newBuilder()
            .setName("odd")
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(5, UnknownFieldSet.Field.newBuilder().addVarint(1_000_000).build())
                    .build())
            .build();
    byte[] body =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(odd).addMetrics(sum())))
            .build()
            .toByteArray();
    List<Part> parts = split(Signal.METRICS, body, 1000, NOTHING);
    assertThat(parts).hasSize(1);
    assertThat(parts.get(0).items()).isEqualTo(1);
    assertThat(parts.get(0).bytes()).isEqualTo(body);
  }

  private static Metric sum() {
    NumberDataPoint point = NumberDataPoint.newBuilder().setAsInt(1).build();
    return Metric.newBuilder().setSum(Sum.newBuilder().addDataPoints(point)).build();
  }

  /** All items of a request in their order. */
  private static List<Placed> placed(Message request) {
    List<Placed> all = new ArrayList<>();
    for (Object resource : list(request, 1)) {
      for (Object scope : list((Message) resource, 2)) {
        for (Object item : list((Message) scope, 2)) {
          all.add(
              new Placed(
                  without((Message) resource, 2), without((Message) scope, 2), (Message) item));
        }
      }
    }
    return all;
  }

  private static List<?> list(Message message, int field) {
    return (List<?>) message.getField(message.getDescriptorForType().findFieldByNumber(field));
  }

  private static Message without(Message message, int number) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByNumber(number);
    return message.toBuilder().clearField(field).build();
  }

  private static Message random(Signal signal, long seed) {
    Random random = new Random(seed);
    return new RandomMessages(random)
        .fill(request(signal), 6).toBuilder().setUnknownFields(unknown()).build();
  }

  private static UnknownFieldSet unknown() {
    return UnknownFieldSet.newBuilder()
        .addField(
            99,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8("later"))
                .build())
        .build();
  }

  @Property(tries = 300)
  void parts_haveAllItemsInTheirPlaces(
      @ForAll Signal signal, @ForAll long seed, @ForAll @IntRange(min = 1, max = 3000) int limit)
      throws Exception {
    Message whole = random(signal, seed);
    List<Placed> found = new ArrayList<>();
    for (Part part : split(signal, whole.toByteArray(), limit, NOTHING)) {
      List<Placed> items = placed(request(signal).mergeFrom(part.bytes()).build());
      found.addAll(items);
      long count = signal == Signal.METRICS ? points(items) : items.size();
      assertThat(part.items()).isEqualTo((int) count);
    }
    List<Placed> wanted = placed(whole);
    // Metrics without a point are nothing to count: a part of only such ones is left out.
    if (signal == Signal.METRICS) {
      found.removeIf(item -> points(List.of(item)) == 0);
      wanted.removeIf(item -> points(List.of(item)) == 0);
    }
    assertThat(found).isEqualTo(wanted);
  }

  private static long points(List<Placed> metrics) {
    return metrics.stream()
        .flatMap(metric -> metric.item().getAllFields().entrySet().stream())
        .filter(field -> List.of(5, 7, 9, 10, 11).contains(field.getKey().getNumber()))
        .mapToLong(field -> list((Message) field.getValue(), 1).size())
        .sum();
  }

  @Property(tries = 200)
  void refusedItems_areLeftOut(@ForAll Signal signal, @ForAll long seed, @ForAll long which)
      throws Exception {
    Message whole = random(signal, seed);
    BitSet refused = BitSet.valueOf(new long[] {which});
    List<Placed> wanted = placed(whole);
    List<Placed> kept = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (!refused.get(i) && (signal != Signal.METRICS || points(List.of(wanted.get(i))) > 0)) {
        kept.add(wanted.get(i));
      }
    }
    List<Placed> found = new ArrayList<>();
    for (Part part : split(signal, whole.toByteArray(), 1 << 20, refused)) {
      found.addAll(placed(request(signal).mergeFrom(part.bytes()).build()));
    }
    found.removeIf(item -> signal == Signal.METRICS && points(List.of(item)) == 0);
    assertThat(found).isEqualTo(kept);
  }

  @Property(tries = 100)
  void parts_areBelowTheLimit(@ForAll long seed, @ForAll @IntRange(min = 400, max = 5000) int limit)
      throws Exception {
    Random random = new Random(seed);
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int i = 0; i < 4; i++) {
      ResourceSpans.Builder resource = ResourceSpans.newBuilder().setSchemaUrl(text(random, 50));
      for (int j = 0; j < 4; j++) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder().setSchemaUrl(text(random, 50));
        for (int left = random.nextInt(60); left > 0; left--) {
          scope.addSpans(Span.newBuilder().setName(text(random, 200)));
        }
        resource.addScopeSpans(scope);
      }
      request.addResourceSpans(resource);
    }
    byte[] body = request.build().toByteArray();
    List<Part> parts = split(Signal.TRACES, body, limit, NOTHING);
    assertThat(parts)
        .allSatisfy(part -> assertThat(part.bytes().length).isLessThanOrEqualTo(limit));
    assertThat(parts.stream().mapToInt(Part::items).sum())
        .isEqualTo(placed(request.build()).size());
  }

  private static String text(Random random, int most) {
    return "x".repeat(random.nextInt(most));
  }

  @Example
  void manySmallSpansWithHugeResource_areAtMostAboutTwiceAsLarge() throws Exception {
    int limit = 10_000;
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < 5000; i++) {
      scope.addSpans(Span.newBuilder().setName("small"));
    }
    ExportTraceServiceRequest request =
        Requests.request(
            ResourceSpans.newBuilder().setSchemaUrl("x".repeat(9_990)).addScopeSpans(scope));
    byte[] body = request.toByteArray();
    List<Part> parts = split(Signal.TRACES, body, limit, NOTHING);
    assertThat(parts.stream().mapToLong(part -> part.bytes().length).sum())
        .isLessThan(3L * body.length);
    assertThat(parts.stream().mapToInt(Part::items).sum()).isEqualTo(5000);
  }

  @Example
  void singleSpanAboveTheLimit_goesAlone() throws Exception {
    byte[] body =
        Requests.request(
                "s",
                Span.newBuilder().setName("a"),
                Span.newBuilder().setName("x".repeat(1000)),
                Span.newBuilder().setName("b"))
            .toByteArray();
    assertThat(split(Signal.TRACES, body, 300, NOTHING)).hasSize(3);
  }
}

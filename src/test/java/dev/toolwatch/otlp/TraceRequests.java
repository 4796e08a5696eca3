package dev.toolwatch.otlp;

import com.google.protobuf.ByteString;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generated trace requests: every field, every type of value, every kind of text. */
final class TraceRequests {
  private TraceRequests() {}

  static Arbitrary<ExportTraceServiceRequest> all() {
    return resourceSpans()
        .list()
        .ofMaxSize(3)
        .map(list -> ExportTraceServiceRequest.newBuilder().addAllResourceSpans(list).build());
  }

  private static Arbitrary<ResourceSpans> resourceSpans() {
    return Builders.withBuilder(ResourceSpans::newBuilder)
        .use(attribute().list().ofMaxSize(4))
        .withProbability(0.8)
        .in((to, all) -> to.setResource(Resource.newBuilder().addAllAttributes(all)))
        .use(scopeSpans().list().ofMaxSize(2))
        .in(ResourceSpans.Builder::addAllScopeSpans)
        .use(text())
        .withProbability(0.2)
        .in(ResourceSpans.Builder::setSchemaUrl)
        .build(ResourceSpans.Builder::build);
  }

  private static Arbitrary<ScopeSpans> scopeSpans() {
    return Builders.withBuilder(ScopeSpans::newBuilder)
        .use(scope())
        .withProbability(0.8)
        .in((to, scope) -> to.setScope(scope))
        .use(span().list().ofMaxSize(3))
        .in(ScopeSpans.Builder::addAllSpans)
        .build(ScopeSpans.Builder::build);
  }

  private static Arbitrary<InstrumentationScope> scope() {
    return Combinators.combine(text(), text(), attribute().list().ofMaxSize(1))
        .as(
            (name, version, attributes) ->
                InstrumentationScope.newBuilder()
                    .setName(name)
                    .setVersion(version)
                    .addAllAttributes(attributes)
                    .build());
  }

  private static Arbitrary<Span> span() {
    return Builders.withBuilder(Span::newBuilder)
        .use(Combinators.combine(longs(), longs()).as((high, low) -> Requests.id(high, low)))
        .withProbability(0.9)
        .in(Span.Builder::setTraceId)
        .use(longs().map(Requests::id))
        .withProbability(0.9)
        .in(Span.Builder::setSpanId)
        .use(longs().map(Requests::id))
        .withProbability(0.5)
        .in(Span.Builder::setParentSpanId)
        .use(text())
        .in(Span.Builder::setTraceState)
        .use(text())
        .in(Span.Builder::setName)
        .use(Arbitraries.integers().between(0, 7))
        .in(Span.Builder::setKindValue)
        .use(longs())
        .in(Span.Builder::setStartTimeUnixNano)
        .use(longs())
        .in(Span.Builder::setEndTimeUnixNano)
        .use(attribute().list().ofMaxSize(6))
        .in(Span.Builder::addAllAttributes)
        .use(event().list().ofMaxSize(3))
        .in(Span.Builder::addAllEvents)
        .use(status())
        .withProbability(0.7)
        .in((to, status) -> to.setStatus(status))
        .use(Arbitraries.integers())
        .in(Span.Builder::setFlags)
        .build(Span.Builder::build);
  }

  private static Arbitrary<Span.Event> event() {
    Arbitrary<KeyValue> type =
        Combinators.combine(Arbitraries.of("exception.type", "exception.message"), value(1))
            .as((key, value) -> KeyValue.newBuilder().setKey(key).setValue(value).build());
    return Combinators.combine(
            Arbitraries.of("exception", "exception", "exceptional"), type.list().ofMaxSize(2))
        .as((name, all) -> Span.Event.newBuilder().setName(name).addAllAttributes(all).build());
  }

  private static Arbitrary<Status> status() {
    return Combinators.combine(Arbitraries.integers().between(0, 3), text())
        .as((code, message) -> Status.newBuilder().setCodeValue(code).setMessage(message).build());
  }

  private static Arbitrary<KeyValue> attribute() {
    Arbitrary<String> key =
        Arbitraries.frequencyOf(
            Tuple.of(5, Arbitraries.of(SeenSpan.KEPT)),
            Tuple.of(1, Arbitraries.of("kk", "eight889", "service.names", "K")),
            Tuple.of(1, text()));
    return Builders.withBuilder(KeyValue::newBuilder)
        .use(key)
        .in(KeyValue.Builder::setKey)
        .use(value(2))
        .withProbability(0.95)
        .in((to, value) -> to.setValue(value))
        .build(KeyValue.Builder::build);
  }

  private static Arbitrary<AnyValue> value(int depth) {
    Arbitrary<AnyValue> plain =
        Arbitraries.oneOf(
            text().map(text -> AnyValue.newBuilder().setStringValue(text).build()),
            longs().map(number -> AnyValue.newBuilder().setIntValue(number).build()),
            doubles().map(number -> AnyValue.newBuilder().setDoubleValue(number).build()),
            Arbitraries.of(true, false)
                .map(bool -> AnyValue.newBuilder().setBoolValue(bool).build()),
            text()
                .map(ByteString::copyFromUtf8)
                .map(bytes -> AnyValue.newBuilder().setBytesValue(bytes).build()),
            Arbitraries.just(AnyValue.getDefaultInstance()));
    if (depth == 0) {
      return plain;
    }
    Arbitrary<AnyValue> array =
        value(depth - 1)
            .list()
            .ofMaxSize(2)
            .map(all -> ArrayValue.newBuilder().addAllValues(all).build())
            .map(all -> AnyValue.newBuilder().setArrayValue(all).build());
    Arbitrary<AnyValue> map =
        Combinators.combine(text(), value(depth - 1))
            .as((key, value) -> KeyValue.newBuilder().setKey(key).setValue(value).build())
            .list()
            .ofMaxSize(2)
            .map(all -> KeyValueList.newBuilder().addAllValues(all).build())
            .map(all -> AnyValue.newBuilder().setKvlistValue(all).build());
    return Arbitraries.frequencyOf(Tuple.of(8, plain), Tuple.of(1, array), Tuple.of(1, map));
  }

  private static Arbitrary<Long> longs() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.longs()),
        Tuple.of(1, Arbitraries.longs().between(-2000, 2000)),
        // Round in decimal: what an emitter may well write as 17e17.
        Tuple.of(1, Arbitraries.longs().between(-90, 90).map(n -> n * 100_000_000_000_000_000L)));
  }

  private static Arbitrary<Double> doubles() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble),
        Arbitraries.of(0.0, -0.0, 1e3, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE));
  }

  /** Empty, plain, with every character that JSON escapes, and from all over Unicode. */
  private static Arbitrary<String> text() {
    Arbitrary<Integer> character =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.integers().between(' ', '~')),
            Tuple.of(1, Arbitraries.integers().between(0, 0x1f)),
            Tuple.of(1, Arbitraries.of(0x22, 0x5c, 0x2f, 0x7f, 0x80, 0x7ff, 0x800, 0xffff)),
            Tuple.of(1, Arbitraries.integers().between(0x10000, 0x10ffff)),
            Tuple.of(1, Arbitraries.integers().between(0x80, 0xd7ff)));
    return character
        .list()
        .ofMaxSize(12)
        .map(
            all ->
                all.stream()
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
  }
}

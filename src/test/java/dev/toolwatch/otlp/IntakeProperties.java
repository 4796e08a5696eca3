package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.Signal;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;

class IntakeProperties {
  private IntakeFixture fixture;

  @BeforeTry
  void anew() {
    fixture = new IntakeFixture();
  }

  /** Operations of all kinds, spans of no interest, and ones that have to be refused. */
  @Provide
  Arbitrary<Span> spans() {
    Arbitrary<Duration> durations = Arbitraries.longs().between(0, 1L << 40).map(Duration::ofNanos);
    Arbitrary<String> names = Arbitraries.of("add", "search", "", "a\u0000b", "x".repeat(300));
    return Combinators.combine(
            Arbitraries.integers().between(0, 7), names, durations, Arbitraries.longs())
        .as(
            (kind, name, duration, id) ->
                span(kind, name, duration).setSpanId(Requests.id(id)).build());
  }

  private static Span.Builder span(int kind, String name, Duration duration) {
    return switch (kind) {
      case 0 -> Requests.otherSpan(duration);
      case 1 -> Requests.toolCall(name, duration);
      case 2 -> Requests.failed(Requests.toolCall(name, duration), "tool_error");
      case 3 -> Requests.operation("tools/list", duration);
      case 4 -> Requests.operation("of/no/protocol", duration);
      case 5 -> Requests.toolCall(name, duration).setKind(Span.SpanKind.SPAN_KIND_CLIENT);
      case 6 -> Requests.toolCall(name, duration).clearTraceId();
      default -> Requests.otherSpan(duration).clearEndTimeUnixNano();
    };
  }

  @Property(tries = 200)
  void accept_anyMix_everySpanIsAcceptedOrRefusedAndDisposedOfOnce(
      @ForAll List<List<@From("spans") Span>> requests) {
    long sent = 0;
    for (List<Span> spans : requests) {
      Span.Builder[] builders = spans.stream().map(Span::toBuilder).toArray(Span.Builder[]::new);
      ExportTraceServiceRequest request = Requests.request("service" + spans.size() % 3, builders);
      Answer answer = fixture.protobuf(Requests.protobuf(request));
      assertThat(fixture.json(OtlpJson.json(request))).isEqualTo(answer);
      assertThat(answer.code()).isEqualTo(Answer.Code.ACCEPTED);
      sent += 2L * spans.size();
    }
    assertThat(fixture.acceptedSpans() + fixture.refusedSpans()).isEqualTo(sent);
    assertThat(fixture.disposed()).isEqualTo(fixture.acceptedSpans());
  }

  @Example
  void accept_anUnusuallyLargeRequest_isNotKeptOnceAnswered() {
    fixture = new IntakeFixture(64 << 20);
    for (Encoding encoding : Encoding.values()) {
      for (Signal signal : Signal.values()) {
        WeakReference<byte[]> plain = accepted(signal, encoding, false, large(encoding));
        assertGone(plain);
        assertGone(accepted(signal, encoding, true, Requests.gzip(large(encoding))));
        byte[] cut = Requests.gzip(large(encoding));
        assertGone(accepted(signal, encoding, true, Arrays.copyOf(cut, cut.length - 1)));
      }
    }
  }

  private WeakReference<byte[]> accepted(
      Signal signal, Encoding encoding, boolean gzip, byte[] body) {
    RequestHead head = new RequestHead(signal, Transport.GRPC, encoding, gzip);
    fixture.intake.accept(head, body, 0, body.length);
    return new WeakReference<>(body);
  }

  private static void assertGone(WeakReference<byte[]> body) {
    System.gc();
    assertThat(body.get()).isNull();
  }

  /** A span of no interest whose name alone is ten megabytes, which gzip halves. */
  private static byte[] large(Encoding encoding) {
    ExportTraceServiceRequest request =
        Requests.request(
            "orders", Requests.otherSpan(Duration.ofMillis(1)).setName(letters(10 << 20)));
    return encoding == Encoding.JSON ? OtlpJson.json(request) : Requests.protobuf(request);
  }

  private static String letters(int count) {
    return new Random(1)
        .ints(count, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}

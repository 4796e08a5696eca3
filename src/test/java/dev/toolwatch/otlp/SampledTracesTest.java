package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Batches;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sampled traces stand for, and what a gateway's spans count as, from bytes to metrics. */
class SampledTracesTest {
  private static final String DURATION = "mcp_server_operation_duration_seconds";
  private static final String EXTRAPOLATED = "mcp_service_extrapolated_operations";

  private static final long MINUTE = Requests.END_NANOS / 60_000_000_000L;
  private static final int MAX_BYTES = 1 << 20;

  /** A service whose SDK samples a fourth of its traces and does not say so. */
  private static final String HEAD = "acme/head-sampled";

  private final IntakeFixture fixture =
      new IntakeFixture(
          MAX_BYTES,
          Map.of(
              "toolwatch.mcp.sampling.quarter.ratio", "0.25",
              "toolwatch.mcp.sampling.quarter.services", HEAD,
              "toolwatch.mcp.sampling.third.ratio", "0.3"));

  private void send(String service, Span.Builder... spans) {
    fixture.protobuf(Requests.protobuf(Requests.request(service, spans)));
  }

  private static Span.Builder call(String tool, String traceState) {
    return Requests.toolCall(tool, Duration.ofMillis(3)).setTraceState(traceState);
  }

  private double extrapolated(String service) {
    return fixture.red.samples(EXTRAPOLATED).stream()
        .filter(sample -> sample.labels().toString().contains(service))
        .mapToDouble(sample -> ((CounterSample) sample).value())
        .sum();
  }

  private long count(String label) {
    return fixture.red.samples(DURATION).stream()
        .filter(sample -> sample.labels().toString().contains(label))
        .mapToLong(sample -> ((HistogramSample) sample).count())
        .sum();
  }

  @ParameterizedTest
  @CsvSource({
    "ot=th:0, 1",
    "ot=th:4, 1.3333333333",
    "ot=th:8, 2",
    "ot=th:a, 2.6666666667",
    "ot=th:c, 4",
    "ot=th:fd70a3d70a3d71, 100",
    "'', 1"
  })
  void accept_oneProbability_isOffByLessThanOneAtEveryStep(String traceState, double weight) {
    for (int spans = 1; spans <= 50; spans++) {
      send("orders", call("add", traceState));
      assertThat(Math.abs(fixture.red.operations() - spans * weight)).isLessThan(1);
      assertThat(extrapolated("orders")).isEqualTo((double) (fixture.red.operations() - spans));
    }
  }

  @Test
  void accept_anyProbabilities_areOffByLessThanOneASeries() {
    Random random = new Random(42);
    double[] expected = new double[3];
    int[] spans = new int[3];
    for (int i = 0; i < 3000; i++) {
      int tool = random.nextInt(3);
      int digits = random.nextInt(0xf000);
      send("orders", call("tool-" + tool, String.format("ot=th:%04x", digits)));
      expected[tool] += 0x10000 / (double) (0x10000 - digits);
      spans[tool]++;
    }
    long beyond = 0;
    for (int tool = 0; tool < 3; tool++) {
      assertThat(Math.abs(count("tool-" + tool) - expected[tool])).isLessThan(1);
      beyond += count("tool-" + tool) - spans[tool];
    }
    assertThat(extrapolated("orders")).isEqualTo((double) beyond);
  }

  @Test
  void accept_failures_areWeighedAsTheOperationsAre() {
    for (int i = 0; i < 30; i++) {
      send("orders", Requests.failed(call("add", "ot=th:4"), "timeout"));
    }
    assertThat(fixture.red.operations()).isEqualTo(40);
    assertThat(fixture.red.errors()).isEqualTo(40);
  }

  @Test
  void accept_dependenciesAndAuthentications_areWeighedAsTheOperationsAre() {
    for (long i = 1; i <= 3; i++) {
      Span.Builder query = Requests.otherSpan(Duration.ofMillis(1)).setTraceState("ot=th:4");
      query
          .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
          .setSpanId(id(10 * i + 3))
          .setParentSpanId(id(10 * i + 1));
      Span.Builder auth = Requests.otherSpan(Duration.ofMillis(1)).setTraceState("ot=th:4");
      send(
          "orders",
          call("add", "ot=th:4").setSpanId(id(10 * i + 1)),
          query,
          auth.setSpanId(id(10 * i + 4)).setName("auth"));
    }
    assertThat(fixture.red.operations()).isEqualTo(4);
    assertThat(fixture.red.samples("mcp_dependency_duration_seconds"))
        .singleElement()
        .matches(sample -> ((HistogramSample) sample).count() == 4);
    assertThat(fixture.red.samples("mcp_auth_attempts"))
        .singleElement()
        .matches(sample -> ((CounterSample) sample).value() == 4);
  }

  @Test
  void accept_servicesSampledAndNot_areApart() {
    send("sampled", call("add", "ot=th:8"), call("sub", "ot=th:8"));
    send("whole", call("add", ""));
    assertThat(extrapolated("sampled")).isEqualTo(2);
    assertThat(extrapolated("whole")).isZero();
    assertThat(count("whole")).isEqualTo(1);
  }

  @Test
  void accept_headSampledService_countsByItsRatio() {
    for (int i = 0; i < 100; i++) {
      send(HEAD, i < 90 ? call("add", "") : Requests.failed(call("add", ""), "timeout"));
      send("orders", call("add", ""));
    }
    assertThat(count(HEAD)).isEqualTo(400);
    assertThat(fixture.red.errors()).isEqualTo(40);
    assertThat(extrapolated(HEAD)).isEqualTo(300);
    assertThat(count("orders")).isEqualTo(100);
    assertThat(extrapolated("orders")).isZero();
  }

  @Test
  void accept_headSampledService_spanThatTellsItsProbability_countsByThat() {
    send(HEAD, call("add", "ot=th:8"), call("add", "ot=th:0"), call("add", "rojo=1"));
    assertThat(count(HEAD)).isEqualTo(2 + 1 + 4);
  }

  @Test
  void accept_headSampledService_ratioOfNoWholeNumber_isOffByLessThanOneAtEveryStep() {
    for (int spans = 1; spans <= 50; spans++) {
      send("third", call("add", ""));
      assertThat(Math.abs(count("third") - spans / 0.3)).isLessThan(1);
    }
  }

  @Test
  void accept_servicesInOneRequest_haveTheirOwnRatios() {
    fixture.protobuf(
        Requests.protobuf(
            Requests.request(HEAD, call("add", "")).toBuilder()
                .addAllResourceSpans(
                    Requests.request("orders", call("add", "")).getResourceSpansList())
                .addAllResourceSpans(Requests.request(HEAD, call("add", "")).getResourceSpansList())
                .build()));
    assertThat(count(HEAD)).isEqualTo(8);
    assertThat(count("orders")).isEqualTo(1);
  }

  @Test
  void accept_headSampledService_dependenciesToo() {
    Span.Builder query =
        Requests.otherSpan(Duration.ofMillis(1))
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
            .setSpanId(id(3))
            .setParentSpanId(id(1));
    send(HEAD, call("add", "").setSpanId(id(1)), query);
    assertThat(fixture.red.samples("mcp_dependency_duration_seconds"))
        .singleElement()
        .matches(sample -> ((HistogramSample) sample).count() == 4);
  }

  @Test
  void accept_headSampledService_requestSentAgain_countsOnce() {
    byte[] request = Requests.protobuf(Requests.request(HEAD, call("add", "")));
    fixture.protobuf(request);
    fixture.protobuf(request);
    assertThat(count(HEAD)).isEqualTo(4);
  }

  @Test
  void accept_headSampledService_usersAndSessionsAreNotMultiplied() {
    Span.Builder call =
        call("add", "")
            .addAttributes(Requests.attribute("enduser.pseudo.id", "ann"))
            .addAttributes(Requests.attribute("mcp.session.id", "one"));
    send(HEAD, call);
    Batch batch = fixture.usage.handOver();
    Rollup whole = batch.operations().get(MINUTE).get(Series.whole(ServiceId.of(HEAD)));
    assertThat(whole.total()).isEqualTo(4);
    assertThat(whole.users().count()).isEqualTo(1);
    assertThat(Batches.sessions(batch)).hasSize(1);
  }

  /** A gateway's span, the server's below it and a server mounted in that, in one trace. */
  @Test
  void accept_gatewayInFrontOfAServer_countsUnderEitherName() {
    send("orders", call("mounted", "").setSpanId(id(3)).setParentSpanId(id(2)));
    send("orders", call("add", "").setSpanId(id(2)).setParentSpanId(id(1)));
    send("gateway", call("add", "").setSpanId(id(1)));
    fixture.intake.close();
    assertThat(count("gateway")).isEqualTo(1);
    assertThat(count("orders")).isEqualTo(1);
    assertThat(count("mounted")).isZero();
  }

  private static com.google.protobuf.ByteString id(long id) {
    return Requests.id(id);
  }
}

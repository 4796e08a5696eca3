package dev.toolwatch.traces;

import static dev.toolwatch.testing.Requests.attribute;
import static dev.toolwatch.testing.Requests.resourceSpans;
import static dev.toolwatch.traces.MadeTrace.LUCKY;
import static dev.toolwatch.traces.MadeTrace.UNLUCKY;
import static dev.toolwatch.traces.MadeTrace.child;
import static dev.toolwatch.traces.MadeTrace.failedRoot;
import static dev.toolwatch.traces.MadeTrace.root;
import static dev.toolwatch.traces.MadeTrace.spans;
import static dev.toolwatch.traces.MadeTrace.traceId;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.toolwatch.otlp.TracedIntake;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which traces are kept, and when it is decided. */
class TraceDecisionTest {
  /** Neither rare ones nor a share of the others. */
  private static final Map<String, String> ONLY_SPECIAL =
      Map.of("toolwatch.traces.ratio", "0", "toolwatch.traces.each-per-minute", "0");

  private static final Duration LINGER = Duration.ofSeconds(3);

  private TracedIntake intake = new TracedIntake(ONLY_SPECIAL);

  @AfterEach
  void close() {
    intake.close();
  }

  private void with(Map<String, String> settings) {
    intake.close();
    intake = new TracedIntake(settings);
  }

  private static ByteString unlucky(long number) {
    return traceId(number, UNLUCKY + number * 1000);
  }

  @Test
  void failedCall_isKeptWhole_whateverTheOrder() {
    Span.Builder root = failedRoot(unlucky(1), "find", "timeout");
    Span.Builder below = child(root, "query");
    intake.take(MadeTrace.of("orders", below));
    intake.pass(Duration.ofMillis(500));
    intake.take(MadeTrace.of("orders", root));
    intake.pass(Duration.ofMillis(500));
    intake.take(MadeTrace.of("other", child(below, "late")));
    assertThat(intake.kept()).isEmpty();
    intake.pass(LINGER);

    assertThat(spans(intake.kept()))
        .extracting(Span::getName)
        .containsExactlyInAnyOrder("query", "tools/call find", "late");
    assertThat(intake.decided()).isEqualTo(Map.of("error", 1L));
  }

  @Test
  void ordinaryCall_isDropped() {
    intake.take(MadeTrace.of("orders", root(unlucky(1), "find", 10)));
    intake.pass(LINGER);
    assertThat(intake.kept()).isEmpty();
    assertThat(intake.decided()).isEqualTo(Map.of("dropped", 1L));
    assertThat(intake.bytes()).isZero();
  }

  /** Times of waiting traces are kept modulo 50 days. */
  @Test
  void clockThatJumpsByAMonth_decides() {
    intake.take(MadeTrace.of("orders", root(unlucky(1), "find", 10)));
    intake.jump(Duration.ofDays(30));
    assertThat(intake.decided()).isEqualTo(Map.of("dropped", 1L));
  }

  @Test
  void clientsMistake_isNoError() {
    Span.Builder mistaken = failedRoot(unlucky(1), "find", "-32602");
    intake.take(MadeTrace.of("orders", mistaken));
    intake.pass(LINGER);
    assertThat(intake.decided()).isEqualTo(Map.of("dropped", 1L));
  }

  @Test
  void failedSpanBelowACallThatIsOk_isAnError() {
    Span.Builder root = root(unlucky(1), "find", 10);
    Status.Builder failed = Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR);
    intake.take(MadeTrace.of("orders", root, child(root, "query").setStatus(failed)));
    intake.pass(LINGER);
    assertThat(intake.decided()).isEqualTo(Map.of("error", 1L));
  }

  @Test
  void slowCall_isKeptOnceItsToolHasEnoughCalls() {
    intake.take(MadeTrace.of("orders", root(unlucky(1), "find", 5_000)));
    for (int i = 2; i < 250; i++) {
      intake.take(MadeTrace.of("orders", root(unlucky(i), "find", 100 + i % 50)));
    }
    intake.take(MadeTrace.of("orders", root(unlucky(1000), "find", 5_000)));
    intake.take(MadeTrace.of("orders", root(unlucky(1001), "other", 5_000)));
    intake.pass(LINGER);
    assertThat(intake.decided()).isEqualTo(Map.of("slow", 1L, "dropped", 250L));
    assertThat(spans(intake.kept()).get(0).getTraceId()).isEqualTo(unlucky(1000));
  }

  @ParameterizedTest
  @ValueSource(ints = {97, 98, 99, 100, 101, 102, 103})
  void callsThatAllTakeTheSameTime_areNotSlow(int millis) {
    for (int i = 1; i <= 500; i++) {
      intake.take(MadeTrace.of("orders", root(unlucky(i), "find", millis)));
    }
    intake.pass(LINGER);
    assertThat(intake.decided()).isEqualTo(Map.of("dropped", 500L));
  }

  @Test
  void slow_asSet_isAboveThatTime() {
    with(
        Map.of(
            "toolwatch.traces.slow", "2s",
            "toolwatch.traces.ratio", "0",
            "toolwatch.traces.each-per-minute", "0"));
    intake.take(MadeTrace.of("orders", root(unlucky(1), "find", 2_001)));
    intake.take(MadeTrace.of("orders", root(unlucky(2), "find", 2_000)));
    intake.pass(LINGER);
    assertThat(intake.decided()).isEqualTo(Map.of("slow", 1L, "dropped", 1L));
  }

  @Test
  void rare_isOneAMinuteOfEachServiceToolAndOutcome() {
    with(Map.of("toolwatch.traces.ratio", "0"));
    for (int minute = 0; minute < 2; minute++) {
      for (int i = 0; i < 5; i++) {
        int number = 10 * minute + i;
        intake.take(MadeTrace.of("orders", root(unlucky(number), "find", 10)));
        intake.take(MadeTrace.of("orders", root(unlucky(100 + number), "save", 10)));
        intake.take(MadeTrace.of("stock", root(unlucky(200 + number), "find", 10)));
        intake.take(MadeTrace.of("orders", failedRoot(unlucky(300 + number), "find", "-32602")));
      }
      intake.pass(Duration.ofMinutes(1));
    }
    assertThat(intake.decided()).isEqualTo(Map.of("rare", 8L, "dropped", 32L));
  }

  @Test
  void errorsInAFlood_areLimitedByToolAndType() {
    with(
        Map.of(
            "toolwatch.traces.ratio", "0",
            "toolwatch.traces.each-per-minute", "0",
            "toolwatch.traces.errors-per-minute", "5"));
    for (int i = 0; i < 100; i++) {
      intake.take(MadeTrace.of("orders", failedRoot(unlucky(i), "find", "timeout")));
    }
    intake.take(MadeTrace.of("orders", failedRoot(unlucky(200), "find", "broken")));
    intake.take(MadeTrace.of("orders", failedRoot(unlucky(201), "save", "timeout")));
    intake.pass(LINGER);
    assertThat(intake.decided()).isEqualTo(Map.of("error", 7L, "dropped", 95L));
    assertThat(spans(intake.kept()))
        .extracting(Span::getTraceId)
        .contains(unlucky(200), unlucky(201));
  }

  @Test
  void share_isKeptByTheRandomness_andTellsForHowManyItStands() {
    with(Map.of("toolwatch.traces.ratio", "0.25", "toolwatch.traces.each-per-minute", "0"));
    long quarter = 1L << 54;
    for (int i = 0; i < 4; i++) {
      Span.Builder root = root(traceId(i, i * quarter), "find", 10).setTraceState("a=b");
      intake.take(MadeTrace.of("orders", root, child(root, "query")));
    }
    intake.pass(LINGER);
    List<Span> kept = spans(intake.kept());
    assertThat(kept).hasSize(2).allMatch(span -> span.getTraceId().equals(traceId(3, 3 * quarter)));
    assertThat(kept)
        .extracting(Span::getTraceState)
        .containsExactlyInAnyOrder("ot=th:c,a=b", "ot=th:c");
    assertThat(intake.decided()).isEqualTo(Map.of("sampled", 1L, "dropped", 3L));
  }

  /** Of what a parent has sampled, the same share is kept, and stands for as many more. */
  @Test
  void share_ofASampledParent_isWithinItsThreshold() {
    with(Map.of("toolwatch.traces.ratio", "0.5", "toolwatch.traces.each-per-minute", "0"));
    long eighth = 1L << 53;
    for (int i = 4; i < 8; i++) {
      Span.Builder root = root(traceId(i, i * eighth), "find", 10).setTraceState("ot=th:8");
      intake.take(MadeTrace.of("orders", root));
    }
    intake.pass(LINGER);
    assertThat(spans(intake.kept()))
        .extracting(Span::getTraceState)
        .containsExactly("ot=th:c", "ot=th:c");
  }

  @Test
  void kept_isAsItWasReceived_inTheEnvelopesThatItHad() throws Exception {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(900, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
            .build();
    ByteString trace = traceId(1, UNLUCKY);
    Span.Builder root =
        failedRoot(trace, "find", "timeout")
            .setTraceState("a=b,ot=th:8")
            .setUnknownFields(unknown)
            .addLinks(Span.Link.newBuilder().setTraceId(traceId(2, 5)).setTraceState("x=y"))
            .addEvents(Span.Event.newBuilder().setName("retry").setTimeUnixNano(5));
    Span.Builder below = child(root, "query");
    ResourceSpans.Builder orders = resourceSpans("orders", root);
    orders.setSchemaUrl("https://schema/1").setUnknownFields(unknown);
    orders.getScopeSpansBuilder(0).setSchemaUrl("https://schema/2").setUnknownFields(unknown);
    orders.getResourceBuilder().addAttributes(attribute("host.name", "h"));
    ResourceSpans.Builder stock = resourceSpans("stock", below);
    ExportTraceServiceRequest request = Requests.request(orders, stock);
    intake.take(request);
    intake.pass(LINGER);
    assertThat(intake.kept()).containsExactly(request);

    intake.takeJson(OtlpJson.json(MadeTrace.of("orders", failedRoot(unlucky(7), "find", "x"))));
    intake.pass(LINGER);
    assertThat(spans(intake.kept())).extracting(Span::getTraceId).containsExactly(unlucky(7));
  }

  @Test
  void wrongIdInJson_isRefused_andTheOtherSpansCount() {
    String json =
        new String(
            OtlpJson.json(
                MadeTrace.of(
                    "orders",
                    failedRoot(unlucky(1), "find", "timeout"),
                    failedRoot(unlucky(2), "find", "timeout"))),
            StandardCharsets.UTF_8);
    String id = HexFormat.of().formatHex(unlucky(1).toByteArray());
    String wrong = json.replace(id, "not hexadecimal");
    assertThat(intake.takeRefusedJson(wrong.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            "1 spans refused; the first: span 1: trace_id must be 16 bytes, 32 hex digits in JSON");
    intake.pass(LINGER);
    assertThat(spans(intake.kept())).extracting(Span::getTraceId).containsExactly(unlucky(2));
  }

  @Test
  void withoutItsRoot_isDecidedAfterTheWait() {
    Span.Builder missing = root(unlucky(1), "find", 10);
    Status.Builder failed = Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR);
    intake.take(MadeTrace.of("orders", child(missing, "query").setStatus(failed)));
    intake.pass(Duration.ofSeconds(9));
    assertThat(intake.decided()).isEmpty();
    intake.pass(Duration.ofSeconds(2));
    assertThat(intake.decided()).isEqualTo(Map.of("error", 1L));
    assertThat(spans(intake.kept())).hasSize(1);
  }

  @Test
  void neverEnds_isDecidedAfterTheWait() {
    Span.Builder root = failedRoot(unlucky(1), "find", "timeout");
    intake.take(MadeTrace.of("orders", root));
    for (int second = 0; second < 30; second++) {
      intake.take(MadeTrace.of("orders", child(root, "more")));
      intake.pass(Duration.ofSeconds(1));
    }
    intake.pass(Duration.ofSeconds(11));
    assertThat(intake.decided()).isEqualTo(Map.of("error", 1L));
    assertThat(spans(intake.kept())).hasSize(31);
    assertThat(intake.late().get("kept")).isBetween(18L, 21L);
  }

  @Test
  void lateSpans_followTheDecision() {
    Span.Builder failed = failedRoot(unlucky(1), "find", "timeout");
    Span.Builder ordinary = root(unlucky(2), "find", 10);
    intake.take(MadeTrace.of("orders", failed, ordinary));
    intake.pass(LINGER);
    assertThat(spans(intake.kept())).hasSize(1);
    Span.Builder lateError =
        child(ordinary, "late")
            .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    intake.take(MadeTrace.of("orders", child(failed, "late"), lateError));
    intake.pass(LINGER);
    assertThat(spans(intake.kept()))
        .extracting(Span::getTraceId)
        .containsExactly(failed.getTraceId());
    assertThat(intake.decided()).isEqualTo(Map.of("error", 1L, "dropped", 1L));
    assertThat(intake.late()).isEqualTo(Map.of("kept", 1L, "dropped", 1L));
  }

  @Test
  void lateSpansOfASampledTrace_tellTheSameWeight() {
    with(Map.of("toolwatch.traces.ratio", "0.5", "toolwatch.traces.each-per-minute", "0"));
    Span.Builder root = root(traceId(1, LUCKY), "find", 10);
    intake.take(MadeTrace.of("orders", root));
    intake.pass(LINGER);
    intake.take(MadeTrace.of("orders", child(root, "late")));
    intake.pass(LINGER);
    assertThat(spans(intake.kept()))
        .hasSize(2)
        .extracting(Span::getTraceState)
        .containsOnly("ot=th:8");
  }

  @Test
  void close_decidesOnWhatWaits() {
    intake.take(MadeTrace.of("orders", failedRoot(unlucky(1), "find", "timeout")));
    intake.close();
    assertThat(spans(intake.kept())).hasSize(1);
    intake = new TracedIntake(ONLY_SPECIAL);
  }
}

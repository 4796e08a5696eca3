package dev.toolwatch.operating;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrillServerTest {
  private static final Instant FROM = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant TO = FROM.plus(Duration.ofHours(1));

  private final DrillServer server = new DrillServer("orders", 10, 1);

  @Test
  void spans_normally_failAsSeldomAsTheObjectiveAllows_andMistakesAreMade() {
    List<Span> calls = calls(server.spans(FROM, TO, 1));
    assertThat(calls).hasSizeBetween(33_000, 39_000);
    assertThat(failed(calls, "java.io.IOException")).isBetween(5L, 50L);
    assertThat(failed(calls, "-32602")).isBetween(900L, 1_300L);
  }

  @Test
  void spans_atAPace_areAsManyInLessTime() {
    assertThat(calls(server.spans(FROM, FROM.plusSeconds(60), 60))).hasSizeBetween(33_000, 39_000);
  }

  @Test
  void spans_failingTool_failFromThatMomentOn() {
    Instant since = FROM.plusSeconds(1_800);
    server.breaks(Fault.FAILING_TOOL, since);
    List<Span> calls = calls(server.spans(FROM, TO, 1));
    assertThat(calls)
        .filteredOn(call -> call.getName().equals("tools/call find") && end(call).isAfter(since))
        .isNotEmpty()
        .allMatch(call -> call.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR);
    assertThat(server.firstBad()).isBetween(since, since.plusSeconds(10));
  }

  @Test
  void spans_silent_endAtThatMoment() {
    server.breaks(Fault.SILENT, FROM.plusSeconds(60));
    assertThat(calls(server.spans(FROM, TO, 1)))
        .isNotEmpty()
        .allMatch(call -> end(call).isBefore(FROM.plusSeconds(60)));
    server.isRepaired();
    assertThat(server.spans(TO, TO.plusSeconds(60), 1)).isNotEmpty();
  }

  private static List<Span> calls(List<Span.Builder> spans) {
    return spans.stream()
        .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER)
        .map(Span.Builder::build)
        .toList();
  }

  private static long failed(List<Span> calls, String errorType) {
    return calls.stream()
        .flatMap(call -> call.getAttributesList().stream())
        .filter(attribute -> attribute.getKey().equals("error.type"))
        .filter(attribute -> attribute.getValue().getStringValue().equals(errorType))
        .count();
  }

  private static Instant end(Span span) {
    return Instant.EPOCH.plusNanos(span.getEndTimeUnixNano());
  }
}

package dev.toolwatch.coverage;

import static dev.toolwatch.testing.Requests.attribute;
import static dev.toolwatch.testing.Requests.failed;
import static dev.toolwatch.testing.Requests.id;
import static dev.toolwatch.testing.Requests.operation;
import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.resourceSpans;
import static dev.toolwatch.testing.Requests.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.otlp.CoveredIntake;
import dev.toolwatch.store.Batch;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.SettableTime;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Each check of a service that has what it looks for, has some of it, and has none. */
class CoverageChecksTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final String SERVICE = "orders";
  private static final int PARENT_IS_REMOTE = 0x300;

  private final SettableTime time = new SettableTime(Instant.ofEpochSecond(1_790_000_000));
  private final CoverageFixture coverage = new CoverageFixture(Batch.EMPTY, time);
  private final CoveredIntake intake = new CoveredIntake(coverage, time, 1);
  private long lastTrace = 1;

  /** Spans in a trace of their own, of which each is below the one before. */
  private Span.Builder[] trace(Span.Builder... spans) {
    lastTrace++;
    for (int i = 0; i < spans.length; i++) {
      spans[i].setTraceId(id(1, lastTrace));
      if (i > 0) {
        spans[i].setParentSpanId(spans[i - 1].getSpanId());
      }
    }
    return spans;
  }

  private void take(Span.Builder... spans) {
    intake.take(request(SERVICE, trace(spans)));
  }

  private static Span.Builder call() {
    return toolCall("find_order", SHORT);
  }

  private String of(CoverageCheck check) {
    return coverage.of(SERVICE, check);
  }

  private void take(int times, Supplier<Span.Builder> span) {
    for (int i = 0; i < times; i++) {
      take(span.get());
    }
  }

  private static Span.Builder around(String tool) {
    return call().setKind(Span.SpanKind.SPAN_KIND_INTERNAL).setName(tool);
  }

  @Test
  void serverSpans_ofAllRequests_areOk() {
    take(call());
    take(operation("tools/list", SHORT));
    assertThat(of(CoverageCheck.SERVER_SPANS)).isEqualTo("ok 1.0");
  }

  @Test
  void serverSpans_someAroundTheToolOnly_arePartial() {
    take(3, CoverageChecksTest::call);
    take(around("find_order"));
    intake.settle();
    assertThat(of(CoverageCheck.SERVER_SPANS)).isEqualTo("partial 0.75");
  }

  @Test
  void serverSpans_allAroundTheToolOnly_areMissing() {
    take(around("find_order"));
    intake.settle();
    assertThat(of(CoverageCheck.SERVER_SPANS)).isEqualTo("missing 0.0");
    assertThat(of(CoverageCheck.TOOL_NAMES)).isEqualTo("ok 1.0");
  }

  @Test
  void serverSpans_ofASample_arePartial() {
    take(8, () -> call().setTraceState("ot=th:c"));
    assertThat(of(CoverageCheck.SERVER_SPANS)).isEqualTo("partial 0.25");
  }

  @Test
  void serverSpans_ofAClient_areUnknown() {
    take(call().setKind(Span.SpanKind.SPAN_KIND_CLIENT));
    intake.settle();
    assertThat(of(CoverageCheck.SERVER_SPANS)).isEqualTo("unknown");
    assertThat(coverage.finding(SERVICE, CoverageCheck.SERVER_SPANS).advice())
        .contains("it may be no server");
    assertThat(of(CoverageCheck.USERS)).isEqualTo("unknown");
  }

  @Test
  void clientContext_ofRemoteParents_isOk() {
    take(call().setParentSpanId(id(9)).setFlags(PARENT_IS_REMOTE));
    assertThat(of(CoverageCheck.CLIENT_CONTEXT)).isEqualTo("ok 1.0");
  }

  @Test
  void clientContext_ofParentsThatNobodySent_isOkAfterTheWait() {
    take(call().setParentSpanId(id(9)));
    intake.settle();
    assertThat(of(CoverageCheck.CLIENT_CONTEXT)).isEqualTo("ok 1.0");
  }

  @Test
  void clientContext_aboveTheHttpSpan_counts() {
    Span.Builder http = Requests.otherSpan(SHORT).setKind(Span.SpanKind.SPAN_KIND_SERVER);
    take(http.setFlags(PARENT_IS_REMOTE).setParentSpanId(id(9)), call());
    take(Requests.otherSpan(SHORT).setKind(Span.SpanKind.SPAN_KIND_SERVER), call());
    assertThat(of(CoverageCheck.CLIENT_CONTEXT)).isEqualTo("partial 0.5");
  }

  @Test
  void clientContext_ofTheClientsOwnSpan_counts() {
    Span.Builder[] both = trace(call().setKind(Span.SpanKind.SPAN_KIND_CLIENT), call());
    intake.take(request(resourceSpans("agent", both[0]), resourceSpans(SERVICE, both[1])));
    assertThat(of(CoverageCheck.CLIENT_CONTEXT)).isEqualTo("ok 1.0");
  }

  @Test
  void clientContext_ofRoots_isMissing() {
    take(call());
    assertThat(of(CoverageCheck.CLIENT_CONTEXT)).isEqualTo("missing 0.0");
  }

  @Test
  void toolNames_ofSomeCalls_arePartial() {
    take(call());
    take(operation("tools/call", SHORT));
    take(operation("tools/list", SHORT));
    assertThat(of(CoverageCheck.TOOL_NAMES)).isEqualTo("partial 0.5");
  }

  @Test
  void toolNames_ofNoCall_areMissing_withoutCallsUnknown() {
    take(operation("tools/list", SHORT));
    assertThat(of(CoverageCheck.TOOL_NAMES)).isEqualTo("unknown");
    take(operation("tools/call", SHORT));
    assertThat(of(CoverageCheck.TOOL_NAMES)).isEqualTo("missing 0.0");
  }

  private static Span.Builder failedWithoutType() {
    return call().setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
  }

  @Test
  void errorTypes_ofAllFailures_areOk() {
    take(call());
    assertThat(of(CoverageCheck.ERROR_TYPES)).isEqualTo("unknown");
    take(failed(call(), "TimeoutError"));
    take(failed(call(), "-32602"));
    assertThat(of(CoverageCheck.ERROR_TYPES)).isEqualTo("ok 1.0");
  }

  @Test
  void errorTypes_ofNoFailure_areMissing_ofSomePartial() {
    take(failedWithoutType());
    take(failed(call(), "_OTHER"));
    assertThat(of(CoverageCheck.ERROR_TYPES)).isEqualTo("missing 0.0");
    take(2, () -> failed(call(), "TimeoutError"));
    assertThat(of(CoverageCheck.ERROR_TYPES)).isEqualTo("partial 0.5");
  }

  private static Span.Builder inSession() {
    return call().addAttributes(attribute("mcp.session.id", "s1"));
  }

  @Test
  void sessions_ofAllButInitialize_areOk() {
    take(operation("initialize", SHORT));
    take(inSession());
    assertThat(of(CoverageCheck.SESSIONS)).isEqualTo("ok 1.0");
  }

  @Test
  void sessions_ofSome_arePartial_ofNoneMissing() {
    take(call());
    assertThat(of(CoverageCheck.SESSIONS)).isEqualTo("missing 0.0");
    take(inSession());
    assertThat(of(CoverageCheck.SESSIONS)).isEqualTo("partial 0.5");
  }

  @Test
  void sessions_ofAProtocolWithoutThem_areUnknown() {
    take(call().addAttributes(attribute("mcp.protocol.version", "2026-07-28")));
    assertThat(of(CoverageCheck.SESSIONS)).isEqualTo("unknown");
  }

  @Test
  void users_ofAllSomeAndNone() {
    take(call());
    assertThat(of(CoverageCheck.USERS)).isEqualTo("missing 0.0");
    take(call().addAttributes(attribute("enduser.pseudo.id", "ann")));
    assertThat(of(CoverageCheck.USERS)).isEqualTo("partial 0.5");
    take(18, () -> call().addAttributes(attribute("enduser.pseudo.id", "ann")));
    assertThat(of(CoverageCheck.USERS)).isEqualTo("ok 0.95");
  }

  private static Span.Builder query() {
    return Requests.otherSpan(Duration.ofMillis(5))
        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
        .addAttributes(attribute("db.system.name", "postgresql"));
  }

  @Test
  void dependencies_calledAtAll_areOkWhateverTheShare() {
    take(call(), query());
    take(3, CoverageChecksTest::call);
    assertThat(of(CoverageCheck.DEPENDENCIES)).isEqualTo("ok 0.25");
  }

  @Test
  void dependencies_withOtherSpansBelowOnly_arePartial() {
    take(call(), Requests.otherSpan(Duration.ofMillis(5)));
    assertThat(of(CoverageCheck.DEPENDENCIES)).isEqualTo("partial 1.0");
  }

  @Test
  void dependencies_withoutSpansBelow_areMissing_withoutCallsUnknown() {
    take(operation("tools/list", SHORT));
    assertThat(of(CoverageCheck.DEPENDENCIES)).isEqualTo("unknown");
    take(call());
    assertThat(of(CoverageCheck.DEPENDENCIES)).isEqualTo("missing 0.0");
  }

  @Test
  void dependencies_ofAnotherServiceBelow_areNotItsOwn() {
    Span.Builder[] both = trace(call(), Requests.otherSpan(Duration.ofMillis(5)));
    intake.take(request(resourceSpans("other", both[1]), resourceSpans(SERVICE, both[0])));
    assertThat(of(CoverageCheck.DEPENDENCIES)).isEqualTo("missing 0.0");
  }

  private static Span.Builder thrown(Span.Builder span) {
    return span.addEvents(
        Span.Event.newBuilder()
            .setName("exception")
            .addAttributes(attribute("exception.type", "KeyError"))
            .addAttributes(attribute("exception.message", "no order 7"))
            .addAttributes(
                attribute(
                    "exception.stacktrace",
                    "Traceback (most recent call last):\n  File \"/srv/a.py\", line 3, in f\n"
                        + "KeyError: no order 7")));
  }

  @Test
  void exceptions_ofTheSpanOrOneBelow_areOk() {
    take(call());
    intake.settle();
    assertThat(of(CoverageCheck.EXCEPTIONS)).isEqualTo("unknown");
    take(thrown(failed(call(), "KeyError")));
    take(failed(call(), "tool_error"), thrown(Requests.otherSpan(Duration.ofMillis(5))));
    intake.settle();
    assertThat(of(CoverageCheck.EXCEPTIONS)).isEqualTo("ok 1.0");
  }

  @Test
  void exceptions_ofLogRecords_count() {
    Span.Builder call = failed(call(), "tool_error");
    take(call);
    LogRecord.Builder log =
        LogRecord.newBuilder()
            .setTraceId(call.getTraceId())
            .setSpanId(call.getSpanId())
            .setTimeUnixNano(Requests.END_NANOS - 1_000_000)
            .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR);
    thrown(call).getEvents(0).getAttributesList().forEach(log::addAttributes);
    intake.take(
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .setResource(
                        Resource.newBuilder().addAttributes(attribute("service.name", SERVICE)))
                    .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(log)))
            .build());
    intake.settle();
    assertThat(of(CoverageCheck.EXCEPTIONS)).isEqualTo("ok 1.0");
  }

  @Test
  void exceptions_ofSomeErrors_arePartial_ofNoneMissing() {
    take(failed(call(), "tool_error"));
    intake.settle();
    assertThat(of(CoverageCheck.EXCEPTIONS)).isEqualTo("missing 0.0");
    take(thrown(failed(call(), "KeyError")));
    intake.settle();
    assertThat(of(CoverageCheck.EXCEPTIONS)).isEqualTo("partial 0.5");
  }

  @Test
  void exceptions_ofTheCallersMistakes_areNotExpected() {
    take(failed(call(), "-32602"));
    intake.settle();
    assertThat(of(CoverageCheck.EXCEPTIONS)).isEqualTo("unknown");
  }

  @Test
  void serviceVersion_ofAllSomeAndNone() {
    take(call());
    assertThat(of(CoverageCheck.SERVICE_VERSION)).isEqualTo("missing 0.0");
    ResourceSpans.Builder versioned = resourceSpans(SERVICE, trace(call()));
    versioned.getResourceBuilder().addAttributes(attribute("service.version", "1.4.0"));
    intake.take(request(versioned));
    assertThat(of(CoverageCheck.SERVICE_VERSION)).isEqualTo("partial 0.5");
    List<Span.Builder> more = new ArrayList<>();
    for (int i = 0; i < 18; i++) {
      more.add(trace(call())[0]);
    }
    versioned = resourceSpans(SERVICE, more.toArray(Span.Builder[]::new));
    versioned.getResourceBuilder().addAttributes(attribute("service.version", "1.4.0"));
    intake.take(request(versioned));
    assertThat(of(CoverageCheck.SERVICE_VERSION)).isEqualTo("ok 0.95");
  }
}

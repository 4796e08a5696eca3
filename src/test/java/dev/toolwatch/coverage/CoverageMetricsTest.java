package dev.toolwatch.coverage;

import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.otlp.CoveredIntake;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialCounts;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.SettableTime;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What checks make of services' own metrics and of the store, and the metrics of the checks. */
class CoverageMetricsTest {
  private static final String SERVICE = "orders";
  private static final String LIMITED = "toolwatch_coverage_limited_operations";
  private static final Rollup ONE =
      new Rollup(1, 0, 0, 0, 1, ExponentialCounts.EMPTY, UserSketch.EMPTY);

  private final SettableTime time = new SettableTime(Instant.ofEpochSecond(1_790_000_000));
  private final CoverageFixture coverage = new CoverageFixture(past("find_order"), time);
  private final CoveredIntake intake = new CoveredIntake(coverage, time, 1);

  private static Batch past(String tool) {
    Series calls = new Series(ServiceId.of(SERVICE), "tools/call", tool);
    return new Batch(Map.of(1L, Map.of(calls, ONE)), Map.of(), Map.of(), Map.of(), Map.of());
  }

  private void call() {
    intake.take(request(SERVICE, toolCall("find_order", Duration.ofMillis(20))));
  }

  private String of(CoverageCheck check) {
    return coverage.of(SERVICE, check);
  }

  @Test
  void serviceOfMetricsOnly_lacksServerSpans_andNothingElseIsKnown() {
    intake.take(SentMetrics.calls(SERVICE, 7));
    assertThat(of(CoverageCheck.SERVER_SPANS)).isEqualTo("missing 0.0");
    assertThat(of(CoverageCheck.RUNTIME_METRICS)).isEqualTo("missing 0.0");
    assertThat(coverage.coverage().findings())
        .filteredOn(
            finding ->
                finding.check() != CoverageCheck.SERVER_SPANS
                    && finding.check() != CoverageCheck.RUNTIME_METRICS)
        .hasSize(8)
        .allMatch(finding -> finding.state() == CoverageState.UNKNOWN);
  }

  @Test
  void serviceOfBoth_countsAnOperationOnce() {
    intake.take(SentMetrics.calls(SERVICE, 4));
    call();
    assertThat(of(CoverageCheck.SERVER_SPANS)).isEqualTo("partial 0.25");
    call();
    call();
    call();
    assertThat(of(CoverageCheck.SERVER_SPANS)).isEqualTo("ok 1.0");
    assertThat(of(CoverageCheck.TOOL_NAMES)).isEqualTo("ok 1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"process.cpu.utilization", "jvm.memory.used", "go.goroutine.count"})
  void runtimeMetrics_areOkWhileTheyAreShown(String metric) {
    call();
    assertThat(of(CoverageCheck.RUNTIME_METRICS)).isEqualTo("missing 0.0");
    intake.take(SentMetrics.gauge(SERVICE, metric));
    assertThat(of(CoverageCheck.RUNTIME_METRICS)).isEqualTo("ok 1.0");
    intake.pass(Duration.ofMinutes(6));
    assertThat(of(CoverageCheck.RUNTIME_METRICS)).isEqualTo("missing 0.0");
  }

  @Test
  void runtimeMetrics_ofOtherServicesOrOfOtherThings_doNotCount() {
    call();
    intake.take(SentMetrics.gauge("other", "process.cpu.utilization"));
    intake.take(SentMetrics.gauge(SERVICE, "db.client.connection.count"));
    assertThat(of(CoverageCheck.RUNTIME_METRICS)).isEqualTo("missing 0.0");
  }

  @Test
  void runtimeMetrics_ofServicesWithoutAShare_areUnknown() {
    for (int i = 0; i < 501; i++) {
      intake.take(SentMetrics.gauge("other-" + i, "process.cpu.utilization"));
    }
    call();
    assertThat(of(CoverageCheck.RUNTIME_METRICS)).isEqualTo("unknown");
  }

  @Test
  void toolsSeen_withoutAList_isNoCheck() {
    call();
    coverage.flushed();
    assertThat(coverage.coverage().findings())
        .noneMatch(finding -> finding.check() == CoverageCheck.TOOLS_SEEN);
  }

  @Test
  void toolsSeen_isTheShareThatWasEverCalled() {
    call();
    coverage.list(SERVICE, "find_order");
    coverage.flushed();
    assertThat(of(CoverageCheck.TOOLS_SEEN)).isEqualTo("ok 1.0");
    coverage.list(SERVICE, "find_order", "cancel_order");
    coverage.flushed();
    assertThat(of(CoverageCheck.TOOLS_SEEN)).as("read once a minute").isEqualTo("ok 1.0");
    intake.pass(Duration.ofMinutes(1));
    coverage.flushed();
    assertThat(of(CoverageCheck.TOOLS_SEEN)).isEqualTo("partial 0.5");
    coverage.list(SERVICE, "cancel_order");
    intake.pass(Duration.ofMinutes(1));
    coverage.flushed();
    assertThat(of(CoverageCheck.TOOLS_SEEN)).isEqualTo("missing 0.0");
  }

  @Test
  void gauge_hasWhatIsKnown() {
    call();
    assertThat(coverage.gauges())
        .isEqualTo(
            Map.of(
                "orders server_spans", 1.0,
                "orders client_context", 0.0,
                "orders tool_names", 1.0,
                "orders sessions", 0.0,
                "orders users", 0.0,
                "orders dependencies", 0.0,
                "orders service_version", 0.0,
                "orders runtime_metrics", 0.0));
  }

  @Test
  void window_forgetsAServiceAfterAnHourWithoutIt() {
    call();
    intake.pass(Duration.ofMinutes(29));
    assertThat(coverage.services()).containsExactly(SERVICE);
    intake.take(request("later", toolCall("find_order", Duration.ofMillis(20))));
    intake.pass(Duration.ofMinutes(30));
    assertThat(coverage.services()).contains("later");
    intake.pass(Duration.ofMinutes(30));
    assertThat(coverage.services()).isEmpty();
  }

  @Test
  void window_addsUpItsHalves_andForgetsTheOldOne() {
    call();
    intake.pass(Duration.ofMinutes(30));
    intake.take(request(SERVICE, toolCall("", Duration.ofMillis(20))));
    assertThat(of(CoverageCheck.TOOL_NAMES)).isEqualTo("partial 0.5");
    intake.pass(Duration.ofMinutes(30));
    assertThat(of(CoverageCheck.TOOL_NAMES)).isEqualTo("missing 0.0");
  }

  @Test
  void window_afterALongPause_isEmpty() {
    call();
    intake.pass(Duration.ofHours(5));
    assertThat(coverage.services()).isEmpty();
  }

  @Test
  void window_goesOnAfterTheClockWasSetBack() {
    call();
    time.jump(Duration.ofDays(-3));
    call();
    assertThat(coverage.services()).containsExactly(SERVICE);
    intake.pass(Duration.ofHours(1));
    assertThat(coverage.services()).isEmpty();
  }

  @Test
  void tooManyServices_countAsOther_andAreCounted() {
    int more = 20;
    HalfHours counts = new HalfHours(1, ServiceCoverage.MAX_SERVICES);
    counts.at(0);
    for (int i = 0; i < ServiceCoverage.MAX_SERVICES + more; i++) {
      counts.of(ServiceId.of("service-" + i))[0]++;
    }
    counts.of(ServiceId.of("service-0"))[0]++;
    Map<ServiceId, long[]> sums = counts.sums((one, other) -> one);
    assertThat(sums).hasSize(ServiceCoverage.MAX_SERVICES + 1);
    assertThat(sums.get(ServiceId.of("service-0"))).containsExactly(2);
    assertThat(sums.get(ServiceBudget.OTHER)).containsExactly(more);
    assertThat(counts.limited()).isEqualTo(more);
  }

  @Test
  void tooManyServices_shareTheChecksOfOther() {
    for (int i = 0; i < ServiceCoverage.MAX_SERVICES + 20; i++) {
      intake.take(request("service-" + i, toolCall("find_order", Duration.ofMillis(20))));
    }
    assertThat(coverage.services())
        .hasSize(ServiceCoverage.MAX_SERVICES + 1)
        .contains("service-0", "__other__")
        .doesNotContain("service-" + (ServiceCoverage.MAX_SERVICES + 1));
    assertThat(coverage.of("__other__", CoverageCheck.SERVER_SPANS)).isEqualTo("ok 1.0");
  }

  @Test
  void limited_isZeroWithoutAReason() {
    call();
    assertThat(limited(coverage)).isZero();
  }

  @Test
  void limited_continuesAfterARestart_withItsCreation() {
    for (int i = 0; i < ServiceCoverage.MAX_SERVICES + 20; i++) {
      coverage.exceptions().joined(ServiceId.of("service-" + i), true, 1);
    }
    double before = limited(coverage);
    assertThat(before).isEqualTo(20);
    byte[] state = coverage.coverage().save();
    SettableTime later = new SettableTime(time.instant().plusSeconds(60));
    CoverageFixture restarted = new CoverageFixture(Batch.EMPTY, later);
    restarted.coverage().restore(state);
    assertThat(limited(restarted)).isEqualTo(before);
    assertThat(restarted.family(LIMITED)).isEqualTo(coverage.family(LIMITED));
    assertThat(restarted.coverage().save()).isEqualTo(state);
  }

  private static double limited(CoverageFixture coverage) {
    return ((CounterSample) coverage.family(LIMITED).samples().get(0)).value();
  }

  @Test
  void emitter_ofMostSpans_isTheServices_acrossHalfHours() {
    sent("openlit.instrumentation.mcp", 2);
    sent("fastmcp", 3);
    assertThat(coverage.coverage().findings()).extracting(Finding::emitter).containsOnly("FastMCP");
    intake.pass(Duration.ofMinutes(30));
    sent("mcp-python-sdk", 4);
    assertThat(coverage.coverage().findings())
        .extracting(Finding::emitter)
        .containsOnly("MCP Python SDK");
  }

  private void sent(String scope, int calls) {
    for (int i = 0; i < calls; i++) {
      ResourceSpans.Builder spans =
          Requests.resourceSpans(SERVICE, toolCall("find_order", Duration.ofMillis(20)));
      spans.getScopeSpansBuilder(0).getScopeBuilder().setName(scope);
      intake.take(request(spans));
    }
  }

  @Test
  void loops_addUp() {
    CoverageFixture fleet = new CoverageFixture(Batch.EMPTY, time);
    CoveredIntake loops = new CoveredIntake(fleet, time, 2);
    loops.take(request("a", toolCall("x", Duration.ofMillis(20)).setTraceId(trace(0))), 0);
    loops.take(request("a", toolCall("", Duration.ofMillis(20)).setTraceId(trace(1))), 1);
    loops.take(request("b", toolCall("x", Duration.ofMillis(20)).setTraceId(trace(1))), 1);
    assertThat(fleet.services()).isEqualTo(List.of("a", "b"));
    assertThat(fleet.of("a", CoverageCheck.TOOL_NAMES)).isEqualTo("partial 0.5");
  }

  /** The id of a trace that this of two loops owns. */
  private static ByteString trace(int loop) {
    return Requests.id(1, (long) loop << 16 | 1);
  }
}

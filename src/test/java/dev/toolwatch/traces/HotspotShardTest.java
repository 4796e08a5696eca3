package dev.toolwatch.traces;

import static dev.toolwatch.traces.Spans.CLIENT;
import static dev.toolwatch.traces.Spans.INTERNAL;
import static dev.toolwatch.traces.Spans.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.Family;
import dev.toolwatch.cardinality.SeriesBudget;
import dev.toolwatch.signal.Minutes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Made traces with known answers, and limits that are pushed. */
class HotspotShardTest {
  private static final Instant HOUR = Instant.parse("2026-11-02T10:00:00Z");
  private static final long NOW = HOUR.plusSeconds(1800).toEpochMilli();
  private static final String REPORTS = "reports";

  private final HotspotShard shard = shard(10_000, HotspotShard.MAX);

  private static HotspotShard shard(int series, int max) {
    SeriesBudget budget =
        Cardinalities.of(series, 10).family(new Family("hotspot", "kind", "", "tool", "span", 1));
    return new HotspotShard(budget, max);
  }

  private static Spans trace() {
    return new Spans(NOW);
  }

  private void count(Spans spans) {
    shard.count(spans.array(), spans.size(), 1, NOW);
  }

  /** What was counted as "service tool kind span: calls seconds", whatever the hour. */
  private static Map<String, HotspotSum> taken(HotspotShard shard) {
    shard.drain();
    Map<String, HotspotSum> taken = new TreeMap<>();
    shard
        .take()
        .forEach(
            (hour, sum) -> {
              String name =
                  String.join(
                      " ",
                      hour.name().service().name(),
                      hour.name().tool(),
                      hour.name().method(),
                      hour.name().detail());
              taken.merge(name.strip(), sum, HotspotSum::plus);
            });
    return taken;
  }

  private static HotspotSum sum(double calls, double seconds) {
    return new HotspotSum(calls, seconds);
  }

  private static Spans exportReport() {
    return trace()
        .add(1, 0, "agent", "tools/call export_report", CLIENT, "", -50, 2_150)
        .add(2, 1, REPORTS, "tools/call export_report", SERVER, "export_report", 0, 2_000)
        .add(3, 2, REPORTS, "export_report", INTERNAL, "export_report", 100, 1_900)
        .add(4, 3, REPORTS, "POST jira /search", CLIENT, "", 200, 700)
        .add(5, 3, REPORTS, "POST jira /search", CLIENT, "", 800, 1_500)
        .add(6, 3, REPORTS, "render", INTERNAL, "", 1_500, 1_750);
  }

  @Test
  void spansOfACall_addTheirSelfTime_andSpansOutsideDoNot() {
    count(exportReport());
    count(exportReport());
    assertThat(taken(shard))
        .isEqualTo(
            Map.of(
                "reports export_report call", sum(2, 4),
                "reports export_report server tools/call export_report", sum(2, 0.4),
                "reports export_report internal export_report", sum(2, 0.7),
                "reports export_report client POST jira /search", sum(4, 2.4),
                "reports export_report internal render", sum(2, 0.5)));
    assertThat(taken(shard)).isEmpty();
    count(exportReport());
    assertThat(taken(shard)).containsEntry("reports export_report call", sum(1, 2));
  }

  @Test
  void callsWithinCalls_countForEach_andTheSameToolOnce() {
    count(
        trace()
            .add(1, 0, "a", "outer", SERVER, "outer", 0, 100)
            .add(2, 1, "a", "again", SERVER, "outer", 10, 90)
            .add(3, 2, "b", "inner", SERVER, "inner", 20, 80)
            .add(4, 3, "a", "back", SERVER, "outer", 30, 70)
            .add(5, 4, "a", "query", CLIENT, "", 40, 60));
    assertThat(taken(shard))
        .isEqualTo(
            Map.of(
                "a outer call", sum(1, 0.1),
                "a outer server outer", sum(1, 0.02),
                "a outer server again", sum(1, 0.02),
                "a outer server inner", sum(1, 0.02),
                "a outer server back", sum(1, 0.02),
                "a outer client query", sum(1, 0.02),
                "b inner call", sum(1, 0.06),
                "b inner server inner", sum(1, 0.02),
                "b inner server back", sum(1, 0.02),
                "b inner client query", sum(1, 0.02)));
  }

  @Test
  void moreCallsAroundASpanThanFour_theNearestCount() {
    Spans spans = trace();
    for (int i = 1; i <= 6; i++) {
      spans.add(i, i - 1, "s", "call", SERVER, "tool " + i, i, 100);
    }
    count(spans.add(7, 6, "s", "work", INTERNAL, "", 10, 20));
    assertThat(taken(shard))
        .containsKeys("s tool 3 internal work", "s tool 6 internal work")
        .doesNotContainKeys("s tool 2 internal work", "s tool 1 internal work")
        .containsEntry("s tool 6 call", sum(1, 0.094))
        .containsEntry("s tool 2 server call", sum(5 - 1, 0.004));
  }

  @Test
  void traceThatStandsForMore_andSpansThatAreRepeated() {
    Spans spans = exportReport();
    spans.add(4, 3, REPORTS, "POST jira /search", CLIENT, "", 200, 700);
    shard.count(spans.array(), spans.size(), 2.5, NOW);
    assertThat(taken(shard))
        .containsEntry("reports export_report client POST jira /search", sum(5, 3))
        .containsEntry("reports export_report call", sum(2.5, 5));
  }

  @Test
  void traceWithoutCalls_countsNothing() {
    count(trace().add(1, 0, "web", "GET /", SERVER, "", 0, 10));
    assertThat(taken(shard)).isEmpty();
    shard.count(new BufferedSpan[0], 0, 1, NOW);
    assertThat(taken(shard)).isEmpty();
  }

  @Test
  void hours_areThoseInWhichTracesEnd_upToADayLate() {
    long hour = Minutes.of(HOUR);
    for (long minutes : new long[] {-40, 0, -23 * 60, -48 * 60, 3 * 60}) {
      Spans spans = new Spans(NOW + minutes * Minutes.MILLIS);
      spans.add(1, 0, "s", "call", SERVER, "tool", 0, 10);
      shard.count(spans.array(), spans.size(), 1, NOW);
    }
    shard.drain();
    Map<Long, Double> calls = new TreeMap<>();
    shard
        .take()
        .forEach(
            (at, sum) -> {
              if (at.name().method().equals(HotspotShard.CALL)) {
                calls.merge(at.hour(), sum.calls(), Double::sum);
              }
            });
    // Too late and too far ahead count when they come.
    assertThat(calls).isEqualTo(Map.of(hour - 60, 1.0, hour, 3.0, hour - 23 * 60, 1.0));
  }

  /** They are summed up until the next tick, until one of another hour comes, or there are too many. */
  @Test
  void callsOfOneSpan_ofManyToolsAndTwoHours_allCount() {
    int tools = LoneCalls.MOST + 100;
    HotspotShard large = shard(3 * tools, 6 * tools);
    List<Spans> traces = new ArrayList<>();
    for (int i = 0; i < tools; i++) {
      traces.add(trace().add(1, 0, "s", "handle", SERVER, "tool " + i, 0, 100));
    }
    for (int round = 0; round < 4; round++) {
      for (Spans call : traces) {
        call.array()[0].endNanos += (round % 2 == 0 ? 1 : -1) * Duration.ofHours(1).toNanos();
        call.array()[0].startNanos += (round % 2 == 0 ? 1 : -1) * Duration.ofHours(1).toNanos();
        large.count(call.array(), call.size(), 0.5, NOW);
      }
      if (round == 2) {
        large.tick(NOW);
      }
    }
    large.tick(NOW);
    HotspotSum calls = new HotspotSum(0, 0);
    for (Map.Entry<String, HotspotSum> sum : taken(large).entrySet()) {
      if (sum.getKey().endsWith(" call")) {
        calls = calls.plus(sum.getValue());
      }
    }
    assertThat(calls.calls()).isEqualTo(2.0 * tools);
    assertThat(calls.seconds()).isCloseTo(0.2 * tools, within(1e-6));
  }

  @Test
  void moreNamesThanTheBudget_countAsOthers_andNothingIsLost() {
    HotspotShard small = shard(60, HotspotShard.MAX);
    double seconds = 0;
    for (int i = 0; i < 1_000; i++) {
      Spans spans = trace();
      spans.add(1, 0, "s", "handle", SERVER, "tool " + i % 30, 0, 100);
      spans.add(2, 1, "s", "name " + i, CLIENT, "", 10, 60);
      small.count(spans.array(), spans.size(), 1, NOW);
      seconds += 0.1;
    }
    Map<String, HotspotSum> sums = taken(small);
    assertThat(sums).hasSizeLessThan(70).containsKey("s __other__ __other__ __other__");
    HotspotSum calls = new HotspotSum(0, 0);
    HotspotSum spans = new HotspotSum(0, 0);
    for (Map.Entry<String, HotspotSum> sum : sums.entrySet()) {
      if (sum.getKey().endsWith(" call")) {
        calls = calls.plus(sum.getValue());
      } else {
        spans = spans.plus(sum.getValue());
      }
    }
    assertThat(calls.calls()).isEqualTo(1_000);
    assertThat(calls.seconds()).isCloseTo(seconds, within(1e-6));
    assertThat(spans.calls()).isEqualTo(2_000);
    assertThat(spans.seconds()).isCloseTo(seconds, within(1e-6));
    assertThat(small.limited()).isZero();
  }

  @Test
  void moreNamesInHoursThanTheLimit_areLeftOut_andCounted() {
    HotspotShard small = shard(10_000, 20);
    for (int i = 0; i < 50; i++) {
      Spans spans = trace();
      spans.add(1, 0, "s", "call " + i, SERVER, "tool", 0, 100);
      small.count(spans.array(), spans.size(), 2, NOW);
    }
    assertThat(taken(small)).hasSize(20);
    // One is the tool's own.
    assertThat(small.limited()).isEqualTo(2.0 * (50 - 19));
    Spans later = trace().add(1, 0, "s", "call 49", SERVER, "tool", 0, 100);
    small.count(later.array(), later.size(), 1, NOW);
    assertThat(taken(small)).containsEntry("s tool server call 49", sum(1, 0.1));
  }

  @Test
  void namesGoOn_afterTheBudgetsRounds() {
    count(exportReport());
    shard.tick(NOW);
    count(exportReport());
    shard.tick(NOW + 60_000);
    count(exportReport());
    assertThat(taken(shard)).containsEntry("reports export_report call", sum(3, 6));
  }

  @Test
  void durationsOfWrongClocks_countAsADayAtMost() {
    Spans spans = new Spans(0).add(1, 0, "s", "call", SERVER, "tool", 1, NOW);
    shard.count(spans.array(), spans.size(), 1, NOW);
    assertThat(taken(shard)).containsEntry("s tool server call", sum(1, 86_400));
  }

  @Test
  void slowest_isTheOneWithTheMostSelfTime() {
    Spans spans = exportReport();
    assertThat(shard.slowest(spans.array(), spans.size())).isEqualTo("POST jira /search");
    assertThat(shard.slowest(new BufferedSpan[0], 0)).isEmpty();
  }

  @Test
  void hugeTraces_areCounted() {
    int spans = 100_000;
    Spans flat = trace().add(1, 0, "s", "call", SERVER, "tool", 0, spans);
    Spans deep = trace().add(1, 0, "s", "deep", SERVER, "tool", 0, 2L * spans);
    for (int i = 2; i <= spans; i++) {
      flat.add(i, 1, "s", "flat", CLIENT, "", i - 2, i - 1);
      deep.add(i, i - 1, "s", "deep", CLIENT, i % 2 == 0 ? "other" : "tool", i, 2L * spans - i);
    }
    count(flat);
    count(deep);
    Map<String, HotspotSum> sums = taken(shard);
    assertThat(sums)
        .containsEntry("s tool server call", sum(1, 0.001))
        .containsEntry("s tool call", sum(2, 300));
    HotspotSum client = sums.get("s tool client flat");
    assertThat(client.calls()).isEqualTo(99_999);
    assertThat(client.seconds()).isCloseTo(99.999, within(1e-6));
  }
}

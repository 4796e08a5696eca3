package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted of the points that one service, {@code orders}, sends of itself. */
class ReportedMetricsTest {
  private OwnMetricsFixture fixture = new OwnMetricsFixture();
  private PointRecogniser recogniser = fixture.pointRecogniser();
  private final Operation operation = new Operation();
  private final Distribution news = new Distribution();
  private final Map<String, Long> counted = new TreeMap<>();

  private void settings(Map<String, String> settings) {
    fixture = new OwnMetricsFixture(settings);
    recogniser = fixture.pointRecogniser();
  }

  private PointDisposition take(HistogramPoint point) {
    return take("orders", point);
  }

  private PointDisposition take(String service, HistogramPoint point) {
    PointDisposition disposition =
        recogniser.recognise(ServiceId.of(service), point, fixture.nowMillis(), operation, news);
    if (disposition == PointDisposition.COUNTED) {
      counted.merge(operation.tool(), news.total(), Long::sum);
    }
    return disposition;
  }

  private long total() {
    return counted.values().stream().mapToLong(Long::longValue).sum();
  }

  private boolean span(double end) {
    return fixture.sources.countsSpan(ServiceId.of("orders"), Side.SERVER, Points.nanos(end));
  }

  @Test
  void cumulative_firstPoint_countsWhole_thenWhatIsNew() {
    assertThat(take(Points.cumulative("a", "add", -60, 0, 3, 1)))
        .isEqualTo(PointDisposition.COUNTED);
    assertThat(news.total()).isEqualTo(4);
    take(Points.cumulative("a", "add", -60, 60, 5, 1));
    assertThat(news.total()).isEqualTo(2);
    assertThat(news.bucket(0)).isEqualTo(2);
    assertThat(news.bucket(1)).isZero();
    assertThat(news.sum()).isEqualTo(1.0);
    assertThat(total()).isEqualTo(6);
  }

  @Test
  void cumulative_sendersClockIsAheadForOnePoint_goesOnWhenItIsRight() {
    take(Points.cumulative("a", "add", -60, 0, 3, 1));
    take(Points.cumulative("a", "add", -60, 300_000_000, 4, 1));
    fixture.pass(Duration.ofMinutes(2));
    take(Points.cumulative("a", "add", -60, 120, 6, 1));
    assertThat(total()).isEqualTo(7);
    fixture.pass(Duration.ofMinutes(1));
    assertThat(take(Points.cumulative("a", "add", -60, 120, 6, 1)))
        .isEqualTo(PointDisposition.REPEATED);
    take(Points.cumulative("a", "add", -60, 180, 7, 1));
    assertThat(total()).isEqualTo(8);
  }

  @Test
  void cumulative_nothingNew_countsNothing() {
    take(Points.cumulative("a", "add", -60, 0, 3, 1));
    assertThat(take(Points.cumulative("a", "add", -60, 60, 3, 1)))
        .isEqualTo(PointDisposition.COUNTED);
    assertThat(total()).isEqualTo(4);
  }

  @Test
  void cumulative_repeatedOrOvertaken_countsNothing() {
    take(Points.cumulative("a", "add", -60, 60, 3, 1));
    assertThat(take(Points.cumulative("a", "add", -60, 60, 3, 1)))
        .isEqualTo(PointDisposition.REPEATED);
    assertThat(take(Points.cumulative("a", "add", -60, 0, 1, 1)))
        .isEqualTo(PointDisposition.REPEATED);
    assertThat(total()).isEqualTo(4);
  }

  @Test
  void cumulative_gap_countsAllThatCameMeanwhile() {
    take(Points.cumulative("a", "add", -60, 0, 3, 1));
    take(Points.cumulative("a", "add", -60, 600, 30, 10));
    assertThat(total()).isEqualTo(40);
  }

  @Test
  void cumulative_restart_countsTheNewLifeWhole() {
    take(Points.cumulative("a", "add", -60, 0, 3, 1));
    take(Points.cumulative("a", "add", 10, 60, 7, 0));
    assertThat(total()).isEqualTo(11);
  }

  @Test
  void cumulative_lastExportOfALifeOvertakenByTheNext_isNotLost() {
    take(Points.cumulative("a", "add", -60, 0, 3, 1));
    take(Points.cumulative("a", "add", 10, 60, 7, 0));
    take(Points.cumulative("a", "add", -60, 9, 5, 1));
    assertThat(total()).isEqualTo(13);
  }

  @Test
  void cumulative_countGoesDownUnderTheSameStart_isAReset() {
    take(Points.cumulative("a", "add", -60, 0, 3, 1));
    take(Points.cumulative("a", "add", -60, 60, 2, 1));
    assertThat(total()).isEqualTo(7);
    take(Points.cumulative("a", "add", -60, 120, 3, 1));
    assertThat(total()).isEqualTo(8);
  }

  @Test
  void cumulative_oneBucketGoesDown_isAReset() {
    take(Points.cumulative("a", "add", -60, 0, 3, 1));
    take(Points.cumulative("a", "add", -60, 60, 9, 0));
    assertThat(total()).isEqualTo(13);
  }

  @Test
  void cumulative_otherBoundsUnderTheSameStart_countsTheDifference() {
    take(Points.cumulative("a", "add", -60, 0, 3, 1));
    HistogramPoint finer = Points.cumulative("a", "add", -60, 60, 4, 2);
    finer.distribution().addBound(2);
    finer.distribution().addBucket(1);
    finer.distribution().sum(13.5);
    take(finer);
    assertThat(news.hasBuckets()).isFalse();
    assertThat(news.total()).isEqualTo(3);
    assertThat(news.sum()).isEqualTo(10.0);
    assertThat(total()).isEqualTo(7);
  }

  @Test
  void cumulative_twoProcessesThatCallThemselvesTheSame_countsBoth() {
    for (int minute = 0; minute < 10; minute++) {
      take(Points.cumulative("a", "add", -60, minute * 60, 10 + minute, 0));
      take(Points.cumulative("a", "add", -30, minute * 60 + 1, 100 + minute, 0));
    }
    assertThat(total()).isEqualTo(19 + 109);
  }

  @Test
  void cumulative_instancesInterleaved_countsEach() {
    for (int minute = 0; minute < 10; minute++) {
      take(Points.cumulative("a", "add", -60, minute * 60, 10 + minute, 0));
      take(Points.cumulative("b", "add", -60, minute * 60, 3, minute));
    }
    assertThat(total()).isEqualTo(19 + 12);
  }

  @Test
  void attributesThatAreNoLabels_tellStreamsApart_andCountTogether() {
    for (int minute = 0; minute < 3; minute++) {
      for (int uri = 0; uri < 50; uri++) {
        HistogramPoint point = Points.cumulative("a", "read", -60, minute * 60, minute + 1, 0);
        Points.attribute(point, "mcp.resource.uri", "file:///" + uri);
        take(point);
      }
    }
    assertThat(counted).isEqualTo(Map.of("read", 150L));
  }

  @Test
  void cumulative_unknownStart_countsWhole_andADecreaseIsARestart() {
    HistogramPoint first = Points.cumulative("a", "add", 0, 0, 3, 1);
    first.startNanos(0);
    take(first);
    HistogramPoint second = Points.cumulative("a", "add", 0, 60, 2, 0);
    second.startNanos(0);
    take(second);
    assertThat(total()).isEqualTo(6);
  }

  @Test
  void cumulative_startIsItsTime_isRefused_andWhatFollowsCounts() {
    assertThat(take(Points.cumulative("a", "add", 0, 0, 300, 1)))
        .isEqualTo(PointDisposition.UNKNOWN_START);
    assertThat(take(Points.cumulative("a", "add", 0, 60, 302, 1)))
        .isEqualTo(PointDisposition.COUNTED);
    take(Points.cumulative("a", "add", 0, 120, 303, 1));
    assertThat(total()).isEqualTo(3);
  }

  @Test
  void cumulative_startIsItsTimeAtEveryPoint_countsFromTheSecondOn() {
    assertThat(take(Points.cumulative("a", "add", 0, 0, 10, 0)).isAccepted()).isFalse();
    for (int minute = 1; minute < 4; minute++) {
      assertThat(take(Points.cumulative("a", "add", minute * 60, minute * 60, 10 + 10 * minute, 0)))
          .isEqualTo(PointDisposition.COUNTED);
    }
    // A tool that the earlier exports did not have.
    take(Points.cumulative("a", "sub", 180, 180, 5, 0));
    assertThat(counted).isEqualTo(Map.of("add", 30L, "sub", 5L));
  }

  @Test
  void cumulative_startIsItsTime_afterSpans_isABaseline() {
    span(-1);
    assertThat(take(Points.cumulative("a", "add", 0, 0, 10, 0)))
        .isEqualTo(PointDisposition.BASELINE);
  }

  @Test
  void cumulative_clockSetBack_countsWhatIsNew() {
    take(Points.cumulative("a", "add", -60, 0, 10, 0));
    take(Points.cumulative("a", "add", -60, 50, 20, 0));
    assertThat(take(Points.cumulative("a", "add", -60, -40, 30, 0)))
        .isEqualTo(PointDisposition.COUNTED);
    take(Points.cumulative("a", "add", -60, 20, 40, 0));
    assertThat(total()).isEqualTo(40);
  }

  @Test
  void delta_clockSetBack_countsAll() {
    double[] starts = {0, 10, -3600, -3590};
    for (double start : starts) {
      assertThat(take(Points.delta("a", "add", start, start + 10, 10, 0)))
          .isEqualTo(PointDisposition.COUNTED);
    }
    assertThat(total()).isEqualTo(40);
  }

  @Test
  void delta_twoReplicasWithOneIdentity_countBoth_andResendsOnce() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 2; i++) {
        take(Points.delta("a", "add", i * 10, i * 10 + 10, 10, 0));
        take(Points.delta("a", "add", i * 10 - 3, i * 10 + 7, 10, 0));
      }
    }
    assertThat(total()).isEqualTo(40);
  }

  @Test
  void delta_startIsItsTimeAtEveryPoint_countsAll() {
    for (int i = 0; i < 4; i++) {
      take(Points.delta("a", "add", i * 10, i * 10, 10, 0));
    }
    assertThat(total()).isEqualTo(40);
  }

  @Test
  void delta_resends_areKnownAmongTheLastPointsOnly() {
    for (int i = 0; i <= DeltaTimes.MAX; i++) {
      take(Points.delta("a", "add", i * 10, i * 10 + 10, 1, 0));
    }
    assertThat(take(Points.delta("a", "add", 10, 20, 1, 0))).isEqualTo(PointDisposition.REPEATED);
    assertThat(take(Points.delta("a", "add", 0, 10, 1, 0))).isEqualTo(PointDisposition.COUNTED);
    assertThat(total()).isEqualTo(DeltaTimes.MAX + 2);
  }

  @Test
  void delta_fullOfStreams_isLimitedByTheirNumberOnly() {
    settings(Map.of("toolwatch.mcp.max-metric-streams", "2"));
    for (int i = 0; i < 100; i++) {
      for (String tool : new String[] {"add", "sub"}) {
        assertThat(take(Points.delta("a", tool, i, i + 1, 1, 0)))
            .isEqualTo(PointDisposition.COUNTED);
      }
      assertThat(take(Points.delta("a", "mul", i, i + 1, 1, 0)))
          .isEqualTo(PointDisposition.OVER_LIMIT);
    }
  }

  @Test
  void noRecordedValue_pausesTheStream_andWhatFollowsCountsFromThere() {
    take(Points.cumulative("a", "add", -60, 0, 3, 1));
    HistogramPoint end = Points.blank("a", "add", false);
    end.temporality(HistogramPoint.CUMULATIVE);
    end.flags(1);
    end.startNanos(Points.nanos(-60));
    end.timeNanos(Points.nanos(30));
    assertThat(take(end)).isEqualTo(PointDisposition.ENDED);
    take(Points.cumulative("a", "add", -60, 60, 4, 1));
    assertThat(total()).isEqualTo(5);
  }

  @Test
  void delta_countsEachPointOnce() {
    take(Points.delta("a", "add", -60, 0, 3, 1));
    take(Points.delta("a", "add", 0, 60, 2, 0));
    take(Points.delta("a", "add", 0, 60, 2, 0));
    take(Points.delta("a", "add", 120, 180, 1, 0));
    assertThat(total()).isEqualTo(7);
  }

  @Test
  void exponential_coarserWithTime_countsTheDifferenceAtTheCoarserScale() {
    take(Points.exponential("add", -60, 0, 3, -1, 1, 2, 3));
    // Buckets -1, 0, 1 of scale 3 are -1, 0, 0 of scale 2.
    take(Points.exponential("add", -60, 60, 2, -1, 2, 5, 4));
    assertThat(news.scale()).isEqualTo(2);
    assertThat(news.offset()).isEqualTo(-1);
    assertThat(new long[] {news.bucket(0), news.bucket(1), news.bucket(2)})
        .containsExactly(1, 0, 4);
    assertThat(total()).isEqualTo(11);
  }

  @Test
  void exponential_finerAgain_countsTheDifference() {
    take(Points.exponential("add", -60, 0, 2, 0, 5));
    take(Points.exponential("add", -60, 60, 3, 0, 3, 4));
    assertThat(total()).isEqualTo(7);
  }

  @Test
  void exponential_aBucketIsGone_isAReset() {
    take(Points.exponential("add", -60, 0, 2, 0, 5, 1));
    take(Points.exponential("add", -60, 60, 2, 1, 9));
    assertThat(total()).isEqualTo(15);
  }

  @Test
  void exponential_wideZeroBucketSwallowsOthers_countsTheDifference() {
    take(Points.exponential("add", -60, 0, 2, 0, 5, 1));
    HistogramPoint wider = Points.exponential("add", -60, 60, 2, 1, 2);
    wider.distribution().zeroThreshold(1);
    wider.distribution().zeroCount(5);
    take(wider);
    assertThat(total()).isEqualTo(7);
  }

  @Test
  void streams_overTheLimit_areRefusedAndCounted_andThoseKnownGoOn() {
    settings(Map.of("toolwatch.mcp.max-metric-streams", "2"));
    take(Points.cumulative("a", "add", -60, 0, 1, 0));
    take(Points.cumulative("a", "sub", -60, 0, 1, 0));
    assertThat(take(Points.cumulative("a", "mul", -60, 0, 1, 0)))
        .isEqualTo(PointDisposition.OVER_LIMIT);
    assertThat(take(Points.cumulative("a", "sub", -60, 60, 2, 0)))
        .isEqualTo(PointDisposition.COUNTED);
    assertThat(counted).isEqualTo(Map.of("add", 1L, "sub", 2L));
  }

  @Test
  void streams_holdingMoreBucketsThanThereIsRoomFor_areRefused() {
    settings(Map.of("toolwatch.mcp.max-metric-streams", "2"));
    assertThat(take(Points.exponential("add", -60, 0, 2, 0, new long[320])))
        .isEqualTo(PointDisposition.COUNTED);
    assertThat(take(Points.exponential("sub", -60, 0, 2, 0, 1)))
        .isEqualTo(PointDisposition.OVER_LIMIT);
  }

  @Test
  void streams_unusedForAnHour_makeRoom() {
    settings(Map.of("toolwatch.mcp.max-metric-streams", "1"));
    take(Points.cumulative("a", "add", -60, 0, 1, 0));
    fixture.pass(Duration.ofHours(1));
    assertThat(take(Points.cumulative("a", "sub", 3590, 3600, 1, 0)))
        .isEqualTo(PointDisposition.COUNTED);
  }

  @Test
  void streams_forgottenAndBack_areNotCountedTwice() {
    take(Points.cumulative("a", "add", -60, 0, 50, 0));
    fixture.pass(Duration.ofHours(1));
    assertThat(take(Points.cumulative("a", "add", -60, 3600, 51, 0)))
        .isEqualTo(PointDisposition.BASELINE);
    take(Points.cumulative("a", "add", -60, 3660, 53, 0));
    assertThat(total()).isEqualTo(52);
  }

  @Test
  void labels_areThoseOfSpans() {
    HistogramPoint failed = Points.cumulative("a", "add", -60, 0, 1, 0);
    Points.attribute(failed, "error.type", "tool_error");
    take(failed);
    assertThat(operation.service()).isEqualTo(ServiceId.of("orders"));
    assertThat(operation.side()).isEqualTo(Side.SERVER);
    assertThat(operation.method()).isEqualTo("tools/call");
    assertThat(operation.tool()).isEqualTo("add");
    assertThat(operation.outcome().label()).isEqualTo("server_error");
    assertThat(operation.errorType()).isEqualTo("tool_error");
  }

  @Test
  void unknownTool_isUnknown() {
    HistogramPoint failed = Points.cumulative("a", "x".repeat(20), -60, 0, 1, 0);
    Points.attribute(failed, "error.type", "-32602");
    take(failed);
    assertThat(operation.tool()).isEqualTo("__unknown__");
    assertThat(operation.outcome().label()).isEqualTo("client_error");
  }

  @Test
  void answersThatTheCSharpSdkMeasures_areNoOperations() {
    HistogramPoint answer = Points.cumulative("a", "", -60, 0, 1, 0);
    Points.attribute(answer, "mcp.method.name", "unknownMethod");
    assertThat(take(answer)).isEqualTo(PointDisposition.OTHER);
    assertThat(fixture.shownSources()).isEmpty();
  }

  /** It says less than the spans do, which must go on counting. */
  @ParameterizedTest
  @CsvSource({"mcp.method, call_tool", "mcp.method, initialize", "mcp.method.name, ''"})
  void pointsThatDoNotTellTheirMethod_areNoOperations(String key, String method) {
    HistogramPoint point = Points.cumulative("a", "", -60, 0, 1, 0);
    point.attributes().clear();
    Points.attribute(point, key, method);
    Points.attribute(point, "gen_ai.tool.name", "add");
    assertThat(take(point)).isEqualTo(PointDisposition.OTHER);
    assertThat(fixture.shownSources()).isEmpty();
  }

  @Test
  void unit_byItsName() {
    for (String unit : new String[] {"", "s", "ms", "us", "\u00b5s", "ns"}) {
      HistogramPoint point = Points.cumulative("a", unit, -60, 0, 1, 0);
      Points.set(point.unit(), unit);
      assertThat(take(point)).as(unit).isEqualTo(PointDisposition.COUNTED);
      assertThat(news.unitsPerSecond())
          .isEqualTo(
              unit.length() < 2 ? 1 : unit.equals("ms") ? 1e3 : unit.equals("ns") ? 1e9 : 1e6);
    }
    HistogramPoint bytes = Points.cumulative("a", "add", -60, 0, 1, 0);
    Points.set(bytes.unit(), "By");
    assertThat(take(bytes)).isEqualTo(PointDisposition.DEFECTIVE);
  }

  @Test
  void defects_areRefused() {
    HistogramPoint noTime = Points.cumulative("a", "add", -60, 0, 1, 0);
    noTime.timeNanos(0);
    assertThat(take(noTime)).isEqualTo(PointDisposition.DEFECTIVE);
    HistogramPoint noTemporality = Points.cumulative("a", "add", -60, 0, 1, 0);
    noTemporality.temporality(0);
    assertThat(take(noTemporality)).isEqualTo(PointDisposition.DEFECTIVE);
    HistogramPoint tooMany = Points.cumulative("a", "add", -60, 0, Long.MIN_VALUE, 0);
    assertThat(take(tooMany)).isEqualTo(PointDisposition.DEFECTIVE);
    HistogramPoint oneTooFew = Points.cumulative("a", "add", -60, 0, 1, 0);
    oneTooFew.distribution().addBound(2);
    assertThat(take(oneTooFew)).isEqualTo(PointDisposition.DEFECTIVE);
    HistogramPoint falling = Points.cumulative("a", "add", -60, 0, 1, 0);
    falling.distribution().addBound(0.5);
    falling.distribution().addBucket(1);
    assertThat(take(falling)).isEqualTo(PointDisposition.DEFECTIVE);
    assertThat(take(Points.exponential("add", -60, 0, 21, 0, 1)))
        .isEqualTo(PointDisposition.DEFECTIVE);
    assertThat(take(Points.exponential("add", -60, 0, 20, Integer.MAX_VALUE, 1)))
        .isEqualTo(PointDisposition.DEFECTIVE);
    assertThat(counted).isEmpty();
  }

  @Test
  void switch_spansBefore_countsNothingTwiceAndLosesNothing() {
    assertThat(span(-30)).isTrue();
    assertThat(span(-1)).isTrue();
    assertThat(fixture.shownSources()).containsExactly("orders server spans");
    // 40 operations until the first point, of which spans tell; two of those spans are late.
    assertThat(take(Points.cumulative("a", "add", -60, 0, 40, 0)))
        .isEqualTo(PointDisposition.BASELINE);
    assertThat(take(Points.cumulative("a", "sub", -10, 0, 2, 0)))
        .isEqualTo(PointDisposition.BASELINE);
    assertThat(fixture.shownSources()).containsExactly("orders server metrics");
    assertThat(span(0)).isTrue();
    assertThat(span(-0.5)).isTrue();
    assertThat(span(0.000_000_001)).isFalse();
    assertThat(span(30)).isFalse();
    take(Points.cumulative("a", "add", -60, 60, 47, 0));
    take(Points.cumulative("a", "sub", -10, 60, 2, 1));
    assertThat(counted).isEqualTo(Map.of("add", 7L, "sub", 1L));
  }

  @Test
  void switch_noSpansBefore_countsTheFirstPointWhole_andNoSpanOfBefore() {
    take(Points.cumulative("a", "add", -60, 0, 40, 0));
    assertThat(span(-30)).isFalse();
    assertThat(span(30)).isFalse();
    take(Points.cumulative("b", "add", -3600, 10, 5, 0));
    assertThat(total()).isEqualTo(45);
  }

  @Test
  void switch_streamsThatBeginAfterIt_countWhole() {
    span(-1);
    take(Points.cumulative("a", "add", -60, 0, 40, 0));
    // By a start of its own, and by a start it shares with the whole process.
    take(Points.cumulative("a", "sub", 5, 60, 3, 0));
    take(Points.cumulative("a", "mul", -60, 60, 4, 0));
    take(Points.cumulative("b", "add", 20, 60, 5, 0));
    assertThat(counted).isEqualTo(Map.of("sub", 3L, "mul", 4L, "add", 5L));
  }

  @Test
  void switch_instanceOlderThanIt_isABaseline() {
    span(-1);
    take(Points.cumulative("a", "add", -60, 0, 40, 0));
    assertThat(take(Points.cumulative("b", "add", -60, 10, 70, 0)))
        .isEqualTo(PointDisposition.BASELINE);
    take(Points.cumulative("b", "add", -60, 70, 72, 0));
    assertThat(total()).isEqualTo(2);
  }

  @Test
  void switch_delta_beginsWithTheSecondPoint() {
    span(-1);
    assertThat(take(Points.delta("a", "add", -60, 0, 40, 0))).isEqualTo(PointDisposition.BASELINE);
    take(Points.delta("a", "add", 0, 60, 7, 0));
    take(Points.delta("a", "sub", 0, 60, 1, 0));
    assertThat(total()).isEqualTo(8);
  }

  @Test
  void metricsCease_spansCountFromTheLastPointOn_andMetricsBeginAnew() {
    span(-1);
    take(Points.cumulative("a", "add", -60, 0, 40, 0));
    take(Points.cumulative("a", "add", -60, 60, 50, 0));
    fixture.pass(Duration.ofMinutes(10));
    assertThat(span(600)).isFalse();
    fixture.pass(Duration.ofMillis(1));
    assertThat(fixture.shownSources()).containsExactly("orders server spans");
    assertThat(span(60)).isFalse();
    assertThat(span(601)).isTrue();
    assertThat(take(Points.cumulative("a", "add", -60, 660, 90, 0)))
        .isEqualTo(PointDisposition.BASELINE);
    assertThat(span(660)).isTrue();
    assertThat(span(661)).isFalse();
    take(Points.cumulative("a", "add", -60, 720, 91, 0));
    take(Points.cumulative("a", "sub", -60, 720, 2, 0));
    assertThat(counted).isEqualTo(Map.of("add", 11L, "sub", 2L));
  }

  @Test
  void metricsPause_withoutSpansMeanwhile_countsAllThatCame() {
    take(Points.cumulative("a", "add", -60, 0, 40, 0));
    fixture.pass(Duration.ofMinutes(30));
    assertThat(fixture.shownSources()).containsExactly("orders server spans");
    take(Points.cumulative("a", "add", -60, 1800, 45, 0));
    assertThat(total()).isEqualTo(45);
  }

  @Test
  void sides_haveSourcesOfTheirOwn() {
    HistogramPoint client = Points.cumulative("a", "add", -60, 0, 1, 0);
    Points.set(client.metric(), "mcp.client.operation.duration");
    take(client);
    assertThat(operation.side()).isEqualTo(Side.CLIENT);
    assertThat(span(1)).isTrue();
    assertThat(fixture.sources.countsSpan(ServiceId.of("orders"), Side.CLIENT, Points.nanos(1)))
        .isFalse();
    assertThat(fixture.shownSources())
        .containsExactly("orders server spans", "orders client metrics");
  }

  @Test
  void chosen_spans_refusesPoints() {
    settings(Map.of("toolwatch.mcp.sources.\"orders\"", "spans"));
    assertThat(take(Points.cumulative("a", "add", -60, 0, 1, 0)))
        .isEqualTo(PointDisposition.UNUSED);
    assertThat(span(1)).isTrue();
    assertThat(take("stock", Points.cumulative("a", "add", -60, 0, 1, 0)))
        .isEqualTo(PointDisposition.COUNTED);
    assertThat(fixture.shownSources())
        .containsExactly("orders server spans", "stock server metrics");
  }

  @Test
  void chosen_metrics_countsNoSpan_evenBeforeAndLongAfterPoints() {
    settings(Map.of("toolwatch.mcp.source", "metrics"));
    assertThat(span(-1)).isFalse();
    take(Points.cumulative("a", "add", -60, 0, 40, 0));
    fixture.pass(Duration.ofHours(5));
    assertThat(span(3600)).isFalse();
    assertThat(total()).isEqualTo(40);
    assertThat(fixture.shownSources()).containsExactly("orders server metrics");
  }

  @Test
  void servicesWithoutANameOfTheirOwn_countBySpans() {
    assertThat(take("__other__", Points.cumulative("a", "add", -60, 0, 1, 0)))
        .isEqualTo(PointDisposition.UNUSED);
    assertThat(fixture.sources.countsSpan(ServiceId.of("__other__"), Side.SERVER, 1)).isTrue();
  }

  @Test
  void timeFarAhead_isNotBelieved() {
    span(-1);
    take(Points.cumulative("a", "add", -60, 1e9, 40, 0));
    assertThat(span(30)).isTrue();
    assertThat(span(61)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"max-metric-streams=0", "metrics-timeout=0s", "metrics-timeout=-1s"})
  void settings_outOfRange_areNamed(String setting) {
    String[] parts = ("toolwatch.mcp." + setting).split("=", 2);
    assertThatThrownBy(() -> new OwnMetricsFixture(Map.of(parts[0], parts[1])))
        .hasMessageStartingWith(parts[0] + " must be ");
  }
}

package dev.toolwatch.relay;

import static dev.toolwatch.relay.RelayFixture.CUMULATIVE;
import static dev.toolwatch.relay.RelayFixture.DELTA;
import static dev.toolwatch.relay.RelayFixture.at;
import static dev.toolwatch.relay.RelayFixture.buckets;
import static dev.toolwatch.relay.RelayFixture.counter;
import static dev.toolwatch.relay.RelayFixture.gauge;
import static dev.toolwatch.relay.RelayFixture.histogram;
import static dev.toolwatch.relay.RelayFixture.number;
import static dev.toolwatch.relay.RelayFixture.request;
import static dev.toolwatch.relay.RelayFixture.resource;
import static dev.toolwatch.relay.RelayFixture.sum;
import static dev.toolwatch.testing.Requests.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.toolwatch.signal.Refused;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, and what is on the page. */
class RelayTest {
  private static final Refused NONE = new Refused(0, "");

  private final RelayFixture fixture = new RelayFixture();

  @Test
  void gauge_isShownWithItsLabels() {
    Refused refused =
        fixture.send(
            gauge(
                "process.cpu.utilization",
                "1",
                number(0, 1, 0.25, attribute("cpu.mode", "user"), attribute("cpu", 3))));
    assertThat(refused).isEqualTo(NONE);
    assertThat(fixture.lines("process_cpu_utilization"))
        .containsExactly("process_cpu_utilization_ratio{-,cpu=\"3\",cpu_mode=\"user\"} 0.25");
    assertThat(fixture.page()).contains("# TYPE process_cpu_utilization_ratio gauge\n");
  }

  @Test
  void gauge_integers_areShown() {
    fixture.send(
        gauge(
            "n",
            "By",
            NumberDataPoint.newBuilder().setTimeUnixNano(at(1)).setAsInt(-9_007_199_254_740_993L)));
    assertThat(fixture.lines("n_bytes")).containsExactly("n_bytes{-} -9.007199254740992e+15");
  }

  @Test
  void counter_hasSuffixAndCreationTime() {
    fixture.send(counter("http.requests", CUMULATIVE, number(0, 10, 42)).setUnit("{request}"));
    assertThat(fixture.lines("http_requests"))
        .containsExactly("http_requests_total{-} 42", "http_requests_created{-} 1795780800.000");
  }

  @Test
  void upDownCounter_isAGauge() {
    fixture.send(sum("queue.size", CUMULATIVE, number(0, 10, -3)).setUnit("1"));
    assertThat(fixture.lines("queue_size")).containsExactly("queue_size{-} -3");
    assertThat(fixture.page()).contains("# TYPE queue_size gauge\n");
  }

  @Test
  void histogram_hasItsBucketsAndExemplars() {
    HistogramDataPoint.Builder point =
        buckets(0, 10, 1.5, List.of(0.5, 1.0), List.of(1L, 2L, 0L))
            .addExemplars(
                Exemplar.newBuilder()
                    .setTimeUnixNano(at(9.5))
                    .setAsDouble(0.75)
                    .setTraceId(ByteString.copyFrom(new byte[16]))
                    .setSpanId(ByteString.copyFrom(new byte[8])));
    fixture.send(histogram("request.time", "s", CUMULATIVE, point));
    assertThat(fixture.lines("request_time"))
        .containsExactly(
            "request_time_seconds_bucket{-,le=\"0.5\"} 1",
            "request_time_seconds_bucket{-,le=\"1.0\"} 3 # {trace_id=\""
                + "0".repeat(32)
                + "\",span_id=\""
                + "0".repeat(16)
                + "\"} 0.75 1795780809.500",
            "request_time_seconds_bucket{-,le=\"+Inf\"} 3",
            "request_time_seconds_count{-} 3",
            "request_time_seconds_sum{-} 1.5",
            "request_time_seconds_created{-} 1795780800.000");
  }

  @Test
  void histogram_namedLastBound_isNotShownTwice() {
    fixture.send(
        histogram(
            "h",
            "",
            CUMULATIVE,
            buckets(0, 10, 1, List.of(1.0, Double.POSITIVE_INFINITY), List.of(1L, 2L, 3L))));
    assertThat(fixture.lines("h_bucket"))
        .containsExactly("h_bucket{-,le=\"1.0\"} 1", "h_bucket{-,le=\"+Inf\"} 6");
  }

  @Test
  void histogram_withoutBuckets_hasCountAndSum() {
    fixture.send(
        histogram(
            "h",
            "",
            CUMULATIVE,
            HistogramDataPoint.newBuilder().setTimeUnixNano(at(1)).setCount(7).setSum(2)));
    assertThat(fixture.lines("h"))
        .containsExactly("h_bucket{-,le=\"+Inf\"} 7", "h_count{-} 7", "h_sum{-} 2");
  }

  private static Metric.Builder exponential(ExponentialHistogramDataPoint.Builder point) {
    return Metric.newBuilder()
        .setName("e")
        .setExponentialHistogram(
            ExponentialHistogram.newBuilder()
                .setAggregationTemporality(DELTA)
                .addDataPoints(point));
  }

  @Test
  void exponentialHistogram_inText_hasExactBucketsOfPowersOfFour() {
    // At scale 0: (1, 2], (2, 4], (4, 8].
    ExponentialHistogramDataPoint.Builder point =
        ExponentialHistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(at(0))
            .setTimeUnixNano(at(1))
            .setScale(0)
            .setZeroCount(1)
            .setCount(9)
            .setSum(20);
    point.getPositiveBuilder().setOffset(0).addAllBucketCounts(List.of(1L, 2L, 4L));
    point.getNegativeBuilder().setOffset(0).addAllBucketCounts(List.of(1L));
    fixture.send(exponential(point));
    assertThat(fixture.lines("e_bucket"))
        .contains(
            "e_bucket{-,le=\"0.25\"} 2",
            "e_bucket{-,le=\"1.0\"} 2",
            "e_bucket{-,le=\"4.0\"} 5",
            "e_bucket{-,le=\"16.0\"} 9",
            "e_bucket{-,le=\"+Inf\"} 9")
        .hasSize(27);
    assertThat(fixture.lines("e_count")).containsExactly("e_count{-} 9");
  }

  @Test
  void exponentialHistograms_atTheEndsOfAllDoubles_areShown_andBeyondRefused() {
    for (int scale = -4; scale <= 20; scale++) {
      int last = scale >= 0 ? 1023 << scale : 1023 >> -scale;
      for (int offset : new int[] {-last, last}) {
        ExponentialHistogramDataPoint.Builder point =
            ExponentialHistogramDataPoint.newBuilder()
                .setStartTimeUnixNano(at(scale + 10))
                .setTimeUnixNano(at(offset > 0 ? scale + 11 : scale + 12))
                .setScale(scale);
        point.getPositiveBuilder().setOffset(offset).addBucketCounts(1);
        assertThat(fixture.send(exponential(point))).isEqualTo(NONE);
      }
    }
    assertThat(fixture.lines("e_count")).containsExactly("e_count{-} 50");
    ExponentialHistogramDataPoint.Builder wide =
        ExponentialHistogramDataPoint.newBuilder().setTimeUnixNano(at(99)).setScale(-4);
    wide.getPositiveBuilder().setOffset(-60).addAllBucketCounts(Collections.nCopies(1000, 1L));
    assertThat(fixture.send(exponential(wide)))
        .isEqualTo(new Refused(1, "e: offset is out of range"));
    assertThat(fixture.lines("e_count")).hasSize(1);
  }

  @Test
  void exponentialHistograms_ofDifferentScales_areAdded() {
    for (int scale = 0; scale < 3; scale++) {
      ExponentialHistogramDataPoint.Builder point =
          ExponentialHistogramDataPoint.newBuilder()
              .setStartTimeUnixNano(at(scale))
              .setTimeUnixNano(at(scale + 1))
              .setScale(scale)
              .setCount(1)
              .setSum(3);
      // 3 is in (2, 4], (2^1.5, 4], (2^1.5, 2^1.75].
      point.getPositiveBuilder().setOffset(new int[] {1, 3, 6}[scale]).addBucketCounts(1);
      fixture.send(exponential(point));
    }
    assertThat(fixture.lines("e_bucket"))
        .contains("e_bucket{-,le=\"1.0\"} 0", "e_bucket{-,le=\"4.0\"} 3");
    assertThat(fixture.lines("e_sum")).containsExactly("e_sum{-} 9");
  }

  @Test
  void summary_hasItsQuantiles() {
    fixture.send(
        Metric.newBuilder()
            .setName("s")
            .setSummary(
                Summary.newBuilder()
                    .addDataPoints(
                        SummaryDataPoint.newBuilder()
                            .setTimeUnixNano(at(1))
                            .setCount(4)
                            .setSum(10)
                            .addQuantileValues(
                                SummaryDataPoint.ValueAtQuantile.newBuilder()
                                    .setQuantile(0.5)
                                    .setValue(2)))));
    assertThat(fixture.lines("s"))
        .containsExactly("s{-,quantile=\"0.5\"} 2", "s_count{-} 4", "s_sum{-} 10");
  }

  @Test
  void deltas_areAddedUp_andNotTwice() {
    fixture.send(counter("c", DELTA, number(0, 10, 5)));
    fixture.send(counter("c", DELTA, number(10, 20, 7)));
    fixture.send(counter("c", DELTA, number(10, 20, 7)));
    assertThat(fixture.lines("c_total")).containsExactly("c_total{-} 12");
    assertThat(fixture.lines("c_created")).containsExactly("c_created{-} 1795780800.000");
    assertThat(fixture.points(RelayDisposition.REPEATED)).isEqualTo(1);
  }

  @Test
  void deltas_outOfOrder_areAddedUp() {
    fixture.send(counter("c", DELTA, number(10, 20, 7)));
    fixture.send(counter("c", DELTA, number(0, 10, 5)));
    assertThat(fixture.lines("c_total")).containsExactly("c_total{-} 12");
  }

  @Test
  void deltasOfHistograms_areAddedUp() {
    for (int i = 0; i < 3; i++) {
      fixture.send(histogram("h", "", DELTA, buckets(i, i + 1, 2, List.of(1.0), List.of(1L, 2L))));
    }
    assertThat(fixture.lines("h"))
        .containsExactly(
            "h_bucket{-,le=\"1.0\"} 3",
            "h_bucket{-,le=\"+Inf\"} 9",
            "h_count{-} 9",
            "h_sum{-} 6",
            "h_created{-} 1795780800.000");
  }

  @Test
  void deltasWithOtherBuckets_beginAnew() {
    fixture.send(histogram("h", "", DELTA, buckets(0, 1, 2, List.of(1.0), List.of(1L, 2L))));
    fixture.send(histogram("h", "", DELTA, buckets(1, 2, 2, List.of(5.0), List.of(1L, 0L))));
    assertThat(fixture.lines("h_bucket"))
        .containsExactly("h_bucket{-,le=\"5.0\"} 1", "h_bucket{-,le=\"+Inf\"} 1");
    assertThat(fixture.lines("h_created")).containsExactly("h_created{-} 1795780801.000");
  }

  @Test
  void deltas_ofAnIdleSender_stay() {
    fixture.send(counter("c", DELTA, number(0, 10, 5)));
    for (int i = 1; i <= 180; i++) {
      fixture.pass(Duration.ofMinutes(1));
      fixture.send(gauge("g", "", number(0, 60 * i, i)));
      assertThat(fixture.lines("c_total")).as("minute " + i).hasSize(1);
    }
  }

  @Test
  void repeatedAndOlderPoints_changeNothing() {
    fixture.send(counter("c", CUMULATIVE, number(0, 20, 9)), gauge("g", "", number(0, 20, 9)));
    fixture.send(counter("c", CUMULATIVE, number(0, 20, 9)), gauge("g", "", number(0, 20, 9)));
    fixture.send(counter("c", CUMULATIVE, number(0, 10, 4)), gauge("g", "", number(0, 10, 4)));
    assertThat(fixture.lines("c_total")).containsExactly("c_total{-} 9");
    assertThat(fixture.lines("g")).containsExactly("g{-} 9");
    assertThat(fixture.points(RelayDisposition.SHOWN)).isEqualTo(2);
    assertThat(fixture.points(RelayDisposition.REPEATED)).isEqualTo(4);
  }

  @Test
  void restart_isAReset() {
    fixture.send(counter("c", CUMULATIVE, number(0, 20, 900)));
    fixture.send(counter("c", CUMULATIVE, number(25, 30, 4)));
    assertThat(fixture.lines("c")).containsExactly("c_total{-} 4", "c_created{-} 1795780825.000");
  }

  @Test
  void restart_thatBeginsBeforeTheLastPoint_isAResetOnceItIsKnown() {
    fixture.send(counter("c", CUMULATIVE, number(0, 20, 900)));
    fixture.send(counter("c", CUMULATIVE, number(15, 30, 4)));
    assertThat(fixture.lines("c_total")).containsExactly("c_total{-} 900");
    fixture.send(counter("c", CUMULATIVE, number(15, 40, 8)));
    assertThat(fixture.lines("c_total")).containsExactly("c_total{-} 8");
  }

  @Test
  void severalSenders_areAdded() {
    for (int i = 1; i <= 4; i++) {
      for (int sender = 1; sender <= 3; sender++) {
        fixture.send(
            counter("c", CUMULATIVE, number(sender, 10 * i + sender, 100 * sender + i)),
            histogram(
                "h",
                "",
                CUMULATIVE,
                buckets(sender, 10 * i + sender, i, List.of(1.0), List.of((long) i, 0L))));
      }
      fixture.pass(Duration.ofSeconds(10));
    }
    assertThat(fixture.lines("c")).containsExactly("c_total{-} 612", "c_created{-} 1795780801.000");
    assertThat(fixture.lines("h_count")).containsExactly("h_count{-} 12");
  }

  @Test
  void oneOfSeveralSenders_ends_andItsCountStays() {
    for (int i = 1; i <= 3; i++) {
      fixture.send(counter("c", CUMULATIVE, number(0, 10 * i, 100)));
      fixture.send(counter("c", CUMULATIVE, number(1, 10 * i + 1, i)));
    }
    for (int i = 4; i <= 20; i++) {
      fixture.pass(Duration.ofMinutes(1));
      fixture.send(counter("c", CUMULATIVE, number(1, 60 * i, i)));
      assertThat(fixture.lines("c_total")).containsExactly("c_total{-} " + (100 + i));
    }
  }

  @Test
  void oneOfSeveralSendersOfAnUpDownCounter_ends_andItsValueGoes() {
    for (int i = 1; i <= 3; i++) {
      fixture.send(sum("c", CUMULATIVE, number(0, 10 * i, 100)));
      fixture.send(sum("c", CUMULATIVE, number(1, 10 * i + 1, i)));
    }
    for (int i = 4; i <= 12; i++) {
      fixture.pass(Duration.ofMinutes(1));
      fixture.send(sum("c", CUMULATIVE, number(1, 60 * i, i)));
    }
    assertThat(fixture.lines("c")).containsExactly("c{-} 12");
  }

  @Test
  void severalSenders_allSilentForLong_andOneRepeatsItself_areStillShown() {
    RelayFixture patient = new RelayFixture("stale-after", "1h");
    for (int i = 1; i <= 3; i++) {
      patient.send(sum("c", CUMULATIVE, number(0, 10 * i, 100)));
      patient.send(sum("c", CUMULATIVE, number(1, 10 * i + 1, i)));
    }
    patient.pass(Duration.ofMinutes(20));
    patient.send(sum("c", CUMULATIVE, number(1, 31, 3)));
    assertThat(patient.lines("c")).containsExactly("c{-} 103");
  }

  @Test
  void deltas_beyondAllCounts_beginAnew() {
    long most = 1L << 48;
    for (int i = 0; i < 40; i++) {
      fixture.send(
          histogram("h", "", DELTA, buckets(i, i + 1, 1, List.of(1.0), List.of(most, 0L))));
    }
    assertThat(fixture.lines("h_count")).containsExactly("h_count{-} " + 8 * most);
  }

  @Test
  void counterWithAnOddUnit_harmsNoOther() {
    fixture.send(
        counter("a", CUMULATIVE, number(0, 1, 1)).setUnit("my total"),
        counter("b", CUMULATIVE, number(0, 1, 2)));
    assertThat(fixture.lines("a_my_total")).containsExactly("a_my_total{-} 1");
    assertThat(fixture.lines("b_total")).containsExactly("b_total{-} 2");
  }

  @Test
  void senderWhoseStartChangesWithEveryPoint_isOne() {
    for (int i = 1; i <= 60; i++) {
      fixture.send(counter("c", CUMULATIVE, number(0.001 * i, 10 * i, i)));
      fixture.pass(Duration.ofSeconds(10));
    }
    double shown = Double.parseDouble(fixture.lines("c_total").get(0).split(" ", -1)[1]);
    assertThat(shown).isBetween(45.0, 60.0);
  }

  @Test
  void unknownStart_hasNoCreationTime() {
    fixture.send(counter("c", CUMULATIVE, number(10, 10, 3)));
    fixture.send(counter("c", CUMULATIVE, number(20, 20, 4)));
    assertThat(fixture.lines("c")).containsExactly("c_total{-} 4");
  }

  @Test
  void noRecordedValue_endsTheSeries() {
    fixture.send(gauge("g", "", number(0, 1, 5)));
    fixture.send(gauge("g", "", number(0, 2, 0).clearValue().setFlags(1)));
    assertThat(fixture.lines("g")).isEmpty();
    fixture.send(gauge("g", "", number(0, 3, 6)));
    assertThat(fixture.lines("g")).containsExactly("g{-} 6");
  }

  @Test
  void series_withoutPoints_goes() {
    fixture.send(gauge("g", "", number(0, 1, 5)), counter("c", CUMULATIVE, number(0, 1, 5)));
    fixture.pass(Duration.ofMinutes(5));
    assertThat(fixture.lines("g")).hasSize(1);
    fixture.pass(Duration.ofSeconds(20));
    assertThat(fixture.lines("g")).isEmpty();
    assertThat(fixture.lines("c_total")).isEmpty();
    assertThat(fixture.report().used()).isZero();
    assertThat(fixture.relay.series().bytes()).isZero();
  }

  @Test
  void nanGauge_isShown() {
    fixture.send(gauge("g", "", number(0, 1, Double.NaN)));
    assertThat(fixture.lines("g")).containsExactly("g{-} NaN");
  }

  @Test
  void targetInfo_hasWhatElseTheResourceSays() {
    fixture.send(
        request(
            resource("orders", "one")
                .addAttributes(attribute("host.name", "a"))
                .addAttributes(attribute("process.pid", 7))
                .addAttributes(
                    attribute(
                        "process.command_args",
                        AnyValue.newBuilder().setStringValue("--password=x")))
                .addAttributes(
                    attribute(
                        "k8s.labels",
                        AnyValue.newBuilder()
                            .setArrayValue(
                                ArrayValue.newBuilder()
                                    .addValues(AnyValue.newBuilder().setStringValue("a\"b"))
                                    .addValues(AnyValue.newBuilder().setIntValue(2))))),
            gauge("g", "", number(0, 1, 5))));
    assertThat(fixture.lines("target_info"))
        .containsExactly(
            "target_info{-,host_name=\"a\",k8s_labels=\"[\\\"a\\\\\\\"b\\\",2]\",process_pid=\"7\"} 1");
  }

  @Test
  void resourcesOfOneTarget_areOneSeriesAndOneInfo() {
    for (int pid = 1; pid <= 3; pid++) {
      fixture.send(
          request(
              resource("orders", "one").addAttributes(attribute("process.pid", pid)),
              gauge("g", "", number(0, pid, pid))));
      fixture.pass(Duration.ofSeconds(1));
    }
    assertThat(fixture.lines("g")).containsExactly("g{-} 3");
    assertThat(fixture.lines("target_info")).containsExactly("target_info{-,process_pid=\"3\"} 1");
  }

  @Test
  void resourceWithoutAService_isUnknown() {
    fixture.send(request(Resource.newBuilder(), gauge("g", "", number(0, 1, 5))));
    assertThat(fixture.lines("g")).containsExactly("g{job=\"unknown_service\"} 5");
  }

  @Test
  void attributesInAnotherOrder_areTheSameSeries() {
    fixture.send(
        gauge("g", "", number(0, 1, 1, attribute("a", "x"), attribute("b", "y"))),
        gauge("g", "", number(0, 2, 2, attribute("b", "y"), attribute("a", "x"))));
    assertThat(fixture.lines("g")).containsExactly("g{-,a=\"x\",b=\"y\"} 2");
  }

  @Test
  void attributesWithOneLabelName_areJoined() {
    fixture.send(gauge("g", "", number(0, 1, 1, attribute("a_b", "x"), attribute("a.b", "y"))));
    assertThat(fixture.lines("g")).containsExactly("g{-,a_b=\"y;x\"} 1");
  }

  @Test
  void attributesWithReservedNames_areKeptUnderAnother() {
    fixture.send(
        gauge("g", "", number(0, 1, 1, attribute("job", "x"), attribute("instance", "y"))),
        histogram(
            "h",
            "",
            CUMULATIVE,
            buckets(0, 1, 1, List.of(), List.of(1L)).addAttributes(attribute("le", "z"))));
    assertThat(fixture.lines("g"))
        .containsExactly("g{-,exported_instance=\"y\",exported_job=\"x\"} 1");
    assertThat(fixture.lines("h_count")).containsExactly("h_count{-,exported_le=\"z\"} 1");
  }

  @Test
  void identities_arePseudonyms() {
    fixture.send(
        gauge(
            "g",
            "",
            number(
                0,
                1,
                1,
                attribute("enduser.id", "ada@example.org"),
                attribute("user.name.full", "ada"),
                attribute("result", "good"))));
    assertThat(fixture.page()).doesNotContain("ada");
    assertThat(fixture.lines("g").get(0))
        .contains("enduser_id=\"pseudonym-")
        .contains("user_name_full=\"pseudonym-")
        .contains("result=\"good\"");
  }

  @Test
  void otherType_underTheSameName_isRefusedAndNamed() {
    fixture.send(gauge("queue.size", "", number(0, 1, 1)));
    Refused refused =
        fixture.send(
            histogram("queue.size", "", CUMULATIVE, buckets(0, 1, 1, List.of(), List.of(1L))));
    assertThat(refused)
        .isEqualTo(
            new Refused(1, "queue.size: a metric of another type has its name in Prometheus"));
    assertThat(fixture.lines("queue_size")).containsExactly("queue_size{-} 1");
    assertThat(fixture.points(RelayDisposition.CONFLICT)).isEqualTo(1);
  }

  @Test
  void otherHelp_underTheSameName_isIgnored() {
    fixture.send(gauge("g", "", number(0, 1, 1)).setDescription("first"));
    fixture.send(
        request(
            resource("other", "one"), gauge("g", "", number(0, 1, 1)).setDescription("second")));
    assertThat(fixture.page()).contains("# HELP g first\n").doesNotContain("second");
    assertThat(fixture.lines("g")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mcp.server.operation.duration",
        "mcp.client.operation.duration",
        "mcp.server.session.duration"
      })
  void whatToolwatchDerivesItself_isNotShownTwice(String name) {
    Refused refused =
        fixture.send(histogram(name, "s", CUMULATIVE, buckets(0, 1, 1, List.of(), List.of(1L))));
    assertThat(refused).isEqualTo(NONE);
    assertThat(fixture.page()).doesNotContain("\nmcp_");
    assertThat(fixture.points(RelayDisposition.OWN)).isEqualTo(1);
  }

  @Test
  void invalidPoints_areRefusedAlone() {
    Refused refused =
        fixture.send(
            counter("negative", CUMULATIVE, number(0, 1, -1)),
            counter("nan", CUMULATIVE, number(0, 1, Double.NaN)),
            sum(
                "none",
                AggregationTemporality.AGGREGATION_TEMPORALITY_UNSPECIFIED,
                number(0, 1, 1)),
            gauge("timeless", "", NumberDataPoint.newBuilder().setAsInt(1)),
            gauge("empty", "", number(0, 1, 1).clearValue()),
            gauge("", "", number(0, 1, 1)),
            gauge("x".repeat(256), "", number(0, 1, 1)),
            histogram("torn", "", CUMULATIVE, buckets(0, 1, 1, List.of(1.0), List.of(1L))),
            histogram(
                "falling",
                "",
                CUMULATIVE,
                buckets(0, 1, 1, List.of(2.0, 1.0), List.of(1L, 1L, 1L))),
            histogram(
                "bottomless",
                "",
                CUMULATIVE,
                buckets(0, 1, 1, List.of(Double.NEGATIVE_INFINITY), List.of(1L, 1L))),
            gauge("good", "", number(0, 1, 1)));
    assertThat(refused.items()).isEqualTo(10);
    assertThat(refused.reason())
        .isEqualTo("negative: a monotonic sum that is negative or no number");
    assertThat(fixture.lines("good")).hasSize(1);
    assertThat(fixture.report().used()).isEqualTo(1);
  }

  @Test
  void tooManyAttributes_areRefused() {
    NumberDataPoint.Builder many = number(0, 1, 1);
    IntStream.range(0, 65).forEach(i -> many.addAttributes(attribute("a" + i, "x")));
    NumberDataPoint.Builder large = number(0, 1, 1, attribute("a", "x".repeat(17_000)));
    Refused refused = fixture.send(gauge("g", "", many, large));
    assertThat(refused).isEqualTo(new Refused(2, "g: more than 64 attributes"));
    assertThat(fixture.lines("g")).isEmpty();
  }

  @Test
  void settings_filterByEitherName() {
    RelayFixture filtered = new RelayFixture("include", "system.*,process_*", "exclude", "*_bytes");
    filtered.send(
        gauge("system.load", "", number(0, 1, 1)),
        gauge("process.threads", "", number(0, 1, 1)),
        gauge("process.memory", "By", number(0, 1, 1)),
        gauge("other", "", number(0, 1, 1)));
    assertThat(filtered.lines("system_load")).hasSize(1);
    assertThat(filtered.lines("process_threads")).hasSize(1);
    assertThat(filtered.lines("process_memory")).isEmpty();
    assertThat(filtered.lines("other")).isEmpty();
    assertThat(filtered.points(RelayDisposition.FILTERED)).isEqualTo(2);
  }

  @Test
  void settings_addLabelsOfScopeAndResource() {
    RelayFixture labelled =
        new RelayFixture("scope-labels", "true", "resource-labels", "host.name");
    labelled.send(
        request(
            resource("orders", "one").addAttributes(attribute("host.name", "a")),
            gauge("g", "", number(0, 1, 1))));
    labelled.send(
        request(
            resource("orders", "one").addAttributes(attribute("host.name", "b")),
            gauge("g", "", number(0, 1, 2))));
    assertThat(labelled.lines("g"))
        .containsExactly(
            "g{-,host_name=\"a\",otel_scope_name=\"meter\",otel_scope_version=\"1.2\"} 1",
            "g{-,host_name=\"b\",otel_scope_name=\"meter\",otel_scope_version=\"1.2\"} 2");
    assertThat(labelled.lines("target_info")).hasSize(1);
  }

  @Test
  void labelsOfTheResource_whoseNamesAreTaken_areRenamed() {
    RelayFixture labelled = new RelayFixture("resource-labels", "exported.job,le");
    labelled.send(
        request(
            resource("orders", "one")
                .addAttributes(attribute("exported.job", "a"))
                .addAttributes(attribute("le", "b")),
            gauge("g", "", number(0, 1, 1, attribute("job", "c"), attribute("le", "d"))),
            histogram("h", "", CUMULATIVE, buckets(0, 1, 1, List.of(), List.of(2L)))));
    assertThat(labelled.lines("g"))
        .containsExactly(
            "g{-,exported_job=\"a\",exported_le=\"b\",exported_exported_job=\"c\",le=\"d\"} 1");
    assertThat(labelled.lines("h_count"))
        .containsExactly("h_count{-,exported_job=\"a\",exported_le=\"b\"} 2");
  }

  @Test
  void disabled_showsNothing() {
    RelayFixture disabled = new RelayFixture("enabled", "false");
    assertThat(disabled.families()).isEmpty();
  }
}

package dev.toolwatch.relay;

import static dev.toolwatch.relay.RelayFixture.CUMULATIVE;
import static dev.toolwatch.relay.RelayFixture.at;
import static dev.toolwatch.relay.RelayFixture.buckets;
import static dev.toolwatch.relay.RelayFixture.counter;
import static dev.toolwatch.relay.RelayFixture.gauge;
import static dev.toolwatch.relay.RelayFixture.histogram;
import static dev.toolwatch.relay.RelayFixture.number;
import static dev.toolwatch.relay.RelayFixture.request;
import static dev.toolwatch.relay.RelayFixture.resource;
import static dev.toolwatch.testing.Requests.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.FamilyReport;
import dev.toolwatch.signal.Refused;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More than there is room for. */
class RelayLimitsTest {
  /** One metric with a series for each number. */
  static Metric.Builder many(String name, int from, int to) {
    Gauge.Builder gauge = Gauge.newBuilder();
    for (int i = from; i < to; i++) {
      gauge.addDataPoints(
          NumberDataPoint.newBuilder()
              .setTimeUnixNano(at(i + 1))
              .setAsInt(i)
              .addAttributes(attribute("n", i)));
    }
    return Metric.newBuilder().setName(name).setGauge(gauge);
  }

  /** A series in each of many metrics. */
  private static Metric.Builder[] metrics(int number) {
    Metric.Builder[] metrics = new Metric.Builder[number];
    for (int i = 0; i < number; i++) {
      metrics[i] = gauge("m" + i, "", number(0, 1, i));
    }
    return metrics;
  }

  @Test
  void oneMetric_hasATenthOfTheSeries() {
    RelayFixture fixture = new RelayFixture("max-series", "100");
    Refused refused = fixture.send(many("loud", 0, 30));
    assertThat(refused)
        .isEqualTo(new Refused(20, "loud: no room for more series (toolwatch.relay.max-series)"));
    fixture.send(gauge("quiet", "", number(0, 1, 1)));
    assertThat(fixture.lines("loud")).hasSize(10);
    assertThat(fixture.lines("quiet")).hasSize(1);
    assertThat(fixture.page())
        .contains("toolwatch_series{family=\"relay\"} 11\n")
        .contains("toolwatch_series_limit{family=\"relay\"} 100\n")
        .contains(
            "toolwatch_series_limited_total{family=\"relay\",label=\"series\",reason=\"metric\"} 20\n");
    FamilyReport.ServiceReport service = fixture.report().services().get(0);
    assertThat(service.service()).isEqualTo("shop/orders");
    assertThat(service.folded()).isEqualTo(20);
    assertThat(service.demand()).isBetween(29L, 33L);
    assertThat(service.examples()).containsExactly("loud");
  }

  @Test
  void ownCounters_goOnAfterAStop() {
    RelayFixture first = new RelayFixture("max-series", "100");
    first.send(many("loud", 0, 30));
    RelayFixture second = new RelayFixture("max-series", "100");
    second.pass(Duration.ofMinutes(1));
    second.relay.restore(first.relay.save());
    assertThat(counters(second)).isEqualTo(counters(first)).contains("_created{");
    second.send(many("loud", 0, 30));
    assertThat(second.points(RelayDisposition.SHOWN)).isEqualTo(20);
    assertThat(second.points(RelayDisposition.LIMITED)).isEqualTo(40);
  }

  private static String counters(RelayFixture fixture) {
    return String.join(
        "\n",
        fixture.lines("toolwatch_series_limited").toString(),
        fixture.lines("toolwatch_relay_points").toString());
  }

  @Test
  void serviceThatTakesAllRoom_givesFairSharesToOthers() {
    RelayFixture fixture = new RelayFixture("max-series", "100");
    fixture.send(metrics(200));
    assertThat(fixture.report().used()).isEqualTo(100);
    for (String other : List.of("a", "b", "c")) {
      Refused refused = fixture.send(request(resource(other, "one"), metrics(40)));
      assertThat(refused.items()).as(other).isBetween(0L, 20L);
    }
    // The ones that came first are still there.
    assertThat(fixture.lines("m0{")).anyMatch(line -> line.startsWith("m0{-}"));
    assertThat(fixture.report().used()).isEqualTo(100);
    assertThat(fixture.report().services())
        .allSatisfy(service -> assertThat(service.used()).isGreaterThanOrEqualTo(20));
    // Sending goes on, and nobody loses series to another one.
    String before = onlySeries(fixture.page());
    for (int i = 0; i < 3; i++) {
      fixture.send(metrics(200));
      for (String other : List.of("a", "b", "c")) {
        fixture.send(request(resource(other, "one"), metrics(40)));
      }
    }
    assertThat(onlySeries(fixture.page())).isEqualTo(before);
  }

  private static String onlySeries(String page) {
    return page.lines().filter(line -> line.startsWith("m")).toList().toString();
  }

  @Test
  void manyServices_areBounded() {
    RelayFixture fixture = new RelayFixture("max-series", "2000");
    fixture.send(metrics(100));
    for (int i = 0; i < 5000; i++) {
      fixture.send(request(resource("made-up-" + i, "i" + i), gauge("g", "", number(0, 1, i))));
    }
    assertThat(fixture.report().used()).isLessThanOrEqualTo(2000);
    assertThat(fixture.relay.report(10_000).services().size())
        .isLessThanOrEqualTo(RelayedSeries.MAX_SERVICES + 1);
    assertThat(fixture.lines("m")).filteredOn(line -> line.contains("{-}")).hasSize(100);
  }

  @Test
  void twoHundredThousandSeries_areCutAtTheLimit_andTheHonestStay() {
    RelayFixture fixture = new RelayFixture(64 << 20);
    fixture.send(request(resource("honest", "one"), metrics(50)));
    for (int metric = 0; metric < 100; metric++) {
      for (int from = 0; from < 2000; from += 500) {
        fixture.send(many("made.up." + metric, from, from + 500));
      }
    }
    assertThat(fixture.report().used()).isEqualTo(20_000);
    assertThat(fixture.report().demand()).isBetween(170_000L, 230_000L);
    assertThat(fixture.report().folded()).isEqualTo(200_000 + 50 - 20_000);
    fixture.send(request(resource("honest", "two"), metrics(50)));
    assertThat(fixture.families())
        .filteredOn(family -> family.name().equals("m0"))
        .singleElement()
        .satisfies(family -> assertThat(family.samples()).hasSize(2));
    assertThat(fixture.report().used()).isEqualTo(20_000);
  }

  @Test
  void largeSeries_areBoundedByMemory() {
    RelayFixture fixture = new RelayFixture(1 << 20);
    List<Double> bounds = new ArrayList<>();
    for (double bound = 1; bounds.size() < 1000; bound++) {
      bounds.add(bound);
    }
    for (int i = 0; i < 1000; i++) {
      fixture.send(
          histogram(
              "h" + i,
              "",
              CUMULATIVE,
              buckets(0, 1, 1, bounds, Collections.nCopies(1001, 1L))
                  .addAttributes(attribute("text", "x".repeat(10_000)))));
    }
    assertThat(fixture.relay.series().bytes()).isLessThan((1 << 20) + 50_000);
    assertThat(fixture.report().used()).isBetween(10, 40);
  }

  @Test
  void manyResources_areBounded() {
    RelayFixture fixture = new RelayFixture(1 << 20, "max-series", "100");
    for (int i = 0; i < 20_000; i++) {
      fixture.send(
          request(
              resource("s" + i, "i" + i).addAttributes(attribute("a", "x".repeat(1000))),
              gauge("g", "", number(0, 1, i))));
    }
    assertThat(fixture.relay.series().bytes()).isLessThan((1 << 20) + 50_000);
    fixture.pass(Duration.ofMinutes(6));
    assertThat(fixture.lines("g")).isEmpty();
    assertThat(fixture.relay.series().bytes()).isZero();
  }

  @Test
  void largeSeriesOfOneService_giveRoomToOthers() {
    RelayFixture fixture = new RelayFixture(1 << 20);
    fixture.send(request(resource("honest", "one"), metrics(50)));
    for (int i = 0; i < 200; i++) {
      fixture.send(gauge("large" + i, "", number(0, 1, 1, attribute("text", "x".repeat(16_000)))));
    }
    assertThat(fixture.lines("m").stream().filter(line -> line.contains("honest"))).hasSize(50);
    Refused refused = fixture.send(request(resource("new", "one"), metrics(50)));
    assertThat(refused.items()).isZero();
    assertThat(fixture.lines("m").stream().filter(line -> line.contains("honest"))).hasSize(50);
    assertThat(fixture.relay.series().bytes()).isLessThan((1 << 20) + 50_000);
  }

  @Test
  void seriesThatGrow_areBoundedToo() {
    RelayFixture fixture = new RelayFixture(1 << 20);
    fixture.send(request(resource("honest", "one"), metrics(50)));
    List<Double> bounds = new ArrayList<>();
    for (double bound = 1; bounds.size() < 1000; bound++) {
      bounds.add(bound);
    }
    for (int sender = 1; sender < 16; sender++) {
      for (int i = 0; i < 40; i++) {
        fixture.send(
            histogram(
                "h" + i,
                "",
                CUMULATIVE,
                buckets(sender * 1e-3, 1 + sender, 1, bounds, Collections.nCopies(1001, 1L))));
      }
    }
    assertThat(fixture.relay.series().bytes()).isLessThan((1 << 20) + 50_000);
    assertThat(fixture.report().services())
        .filteredOn(service -> service.service().equals("shop/honest"))
        .singleElement()
        .satisfies(service -> assertThat(service.used()).isEqualTo(50));
  }

  @Test
  void largeResourcesAndScopes_areRefusedAlone() {
    RelayFixture fixture = new RelayFixture("scope-labels", "true", "resource-labels", "a");
    var large =
        request(
            resource("large", "one").addAttributes(attribute("a", "x".repeat(70_000))),
            gauge("g", "", number(0, 1, 1)));
    var scoped = request(resource("scoped", "one"), gauge("g", "", number(0, 1, 1))).toBuilder();
    scoped
        .getResourceMetricsBuilder(0)
        .getScopeMetricsBuilder(0)
        .getScopeBuilder()
        .setName("x".repeat(70_000));
    var good = request(resource("good", "one"), gauge("g", "", number(0, 1, 1)));
    Refused refused =
        fixture.send(large.toBuilder().mergeFrom(scoped.build()).mergeFrom(good).build());
    assertThat(refused).isEqualTo(new Refused(2, "g: the resource is too large"));
    assertThat(fixture.lines("g")).singleElement().asString().contains("shop/good");
  }

  @Test
  void manySendersOfOneSeries_areBounded() {
    RelayFixture fixture = new RelayFixture(1 << 20);
    for (int i = 0; i < 10_000; i++) {
      fixture.send(counter("c", CUMULATIVE, number(i * 1e-6, 100 + i, 1)));
      fixture.send(counter("c", CUMULATIVE, number(0.5, 100 + i, 1)));
    }
    assertThat(fixture.relay.series().bytes()).isLessThan(10_000);
    assertThat(fixture.lines("c_total")).hasSize(1);
  }
}

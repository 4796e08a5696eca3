package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.mcp.OwnMetricsFixture;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.exporter.internal.otlp.metrics.MetricsRequestMarshaler;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Servers with the OpenTelemetry SDK: what they record is what is counted, whatever the aggregation,
 * temporality, unit and encoding, through lost and repeated exports and restarts.
 */
class SdkExportsProperties {
  private static final List<Double> BOUNDARIES =
      List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0);

  private static final int MINUTES = 8;

  private static final List<String> TOOLS = List.of("add", "sub", "mul");

  /** The SDK's clock, moved by hand from the fixture's time on. */
  private static final class SteppedClock implements Clock {
    private long nanos = OwnMetricsFixture.NOW_MILLIS * 1_000_000;

    @Override
    public long now() {
      return nanos;
    }

    @Override
    public long nanoTime() {
      return nanos;
    }
  }

  /** Collects when told to. */
  private static final class Reader implements MetricReader {
    private final AggregationTemporality temporality;
    private CollectionRegistration registration = CollectionRegistration.noop();

    Reader(AggregationTemporality temporality) {
      this.temporality = temporality;
    }

    @Override
    public void register(CollectionRegistration collector) {
      registration = collector;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return temporality;
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }

    byte[] export(Encoding encoding) throws IOException {
      MetricsRequestMarshaler request =
          MetricsRequestMarshaler.create(registration.collectAllMetrics());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      switch (encoding) {
        case PROTOBUF -> request.writeBinaryTo(out);
        case JSON -> request.writeJsonTo(out);
      }
      return out.toByteArray();
    }
  }

  /** One process of the service. */
  private static final class Server {
    private final Reader reader;
    private final DoubleHistogram histogram;
    private final double unitsPerSecond;

    Server(Random random, boolean exponential, String instance, Clock clock, boolean delta) {
      boolean milliseconds = random.nextBoolean();
      unitsPerSecond = milliseconds ? 1000 : 1;
      reader = new Reader(delta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE);
      List<Double> bounds = BOUNDARIES.stream().map(b -> b * unitsPerSecond).toList();
      SdkMeterProvider provider =
          SdkMeterProvider.builder()
              .setClock(clock)
              .setResource(
                  Resource.create(
                      Attributes.of(
                          AttributeKey.stringKey("service.name"),
                          "orders",
                          AttributeKey.stringKey("service.instance.id"),
                          instance)))
              .registerView(
                  InstrumentSelector.builder().setName("*").build(),
                  View.builder()
                      .setAggregation(
                          exponential
                              ? Aggregation.base2ExponentialBucketHistogram(40, 20)
                              : Aggregation.explicitBucketHistogram(bounds))
                      .build())
              .registerMetricReader(reader)
              .build();
      histogram =
          provider
              .get("some.sdk")
              .histogramBuilder("mcp.server.operation.duration")
              .setUnit(milliseconds ? "ms" : "s")
              .build();
      provider.get("some.sdk").counterBuilder("other").build().add(1);
    }

    void record(String tool, long micros) {
      histogram.record(
          micros / 1e6 * unitsPerSecond,
          Attributes.of(
              AttributeKey.stringKey("mcp.method.name"),
              "tools/call",
              AttributeKey.stringKey("gen_ai.tool.name"),
              tool,
              AttributeKey.stringKey("mcp.resource.uri"),
              "file:///" + micros % 3));
    }
  }

  private final Map<String, long[]> classic = new TreeMap<>();
  private final Map<String, Double> sums = new TreeMap<>();

  private void note(String tool, long micros) {
    int bucket = 0;
    while (bucket < BOUNDARIES.size() && micros / 1e6 > BOUNDARIES.get(bucket)) {
      bucket++;
    }
    classic.computeIfAbsent(tool, t -> new long[BOUNDARIES.size() + 1])[bucket]++;
    sums.merge(tool, micros / 1e6, Double::sum);
  }

  @Property(tries = 150)
  void whatServersRecord_isWhatIsCounted(
      @ForAll Random random, @ForAll boolean exponential, @ForAll boolean delta) throws Exception {
    classic.clear();
    sums.clear();
    MetricIntakeFixture fixture = new MetricIntakeFixture();
    SteppedClock clock = new SteppedClock();
    List<Server> servers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      servers.add(new Server(random, exponential, "i" + i, clock, delta));
    }
    Set<Server> behind = new HashSet<>();
    for (int minute = 0; minute < MINUTES; minute++) {
      clock.nanos += 60_000_000_000L;
      for (int i = 0; i < servers.size(); i++) {
        if (random.nextInt(6) == 0 && !behind.contains(servers.get(i))) {
          servers.set(i, new Server(random, exponential, "i" + i, clock, delta));
        }
        for (int calls = random.nextInt(20); calls > 0; calls--) {
          String tool = TOOLS.get(random.nextInt(TOOLS.size()));
          long micros = 1 + (long) random.nextInt(1 << random.nextInt(29));
          servers.get(i).record(tool, micros);
          note(tool, micros);
        }
      }
      clock.nanos += 1_000_000_000L;
      boolean mayLose = !delta && minute < MINUTES - 1;
      behind.clear();
      for (Server server : servers) {
        if (mayLose && random.nextInt(4) == 0) {
          behind.add(server);
        }
        export(server, random, behind.contains(server), fixture);
      }
    }
    check(fixture, exponential);
  }

  /**
   * A server sends spans, some of them late, and from some time on its metrics too, which hold
   * everything since it began: each operation is counted by one of both.
   */
  @Property(tries = 150)
  void serverThatSendsBoth_countsEachOperationOnce(
      @ForAll Random random, @ForAll boolean exponential, @ForAll boolean delta) throws Exception {
    MetricIntakeFixture fixture = new MetricIntakeFixture();
    SteppedClock clock = new SteppedClock();
    Server server = new Server(random, exponential, "i", clock, delta);
    int firstExport = random.nextInt(MINUTES * 60);
    TreeMap<Long, List<Long>> spansByArrival = new TreeMap<>();
    long operations = 0;
    long bySpans = 0;
    for (int second = 0; second < MINUTES * 60 + 30; second++) {
      clock.nanos += 1_000_000_000L;
      fixture.own.pass(Duration.ofSeconds(1));
      for (int calls = random.nextInt(3); calls > 0 && second < MINUTES * 60; calls--) {
        clock.nanos += random.nextInt(1000);
        server.record(TOOLS.get(random.nextInt(TOOLS.size())), 1000);
        long arrival = clock.nanos + random.nextInt(20) * 1_000_000_000L;
        spansByArrival.computeIfAbsent(arrival, t -> new ArrayList<>()).add(clock.nanos);
        operations++;
      }
      Map<Long, List<Long>> arrived = spansByArrival.headMap(clock.nanos, true);
      for (List<Long> ends : arrived.values()) {
        for (long end : ends) {
          bySpans +=
              fixture.own.sources.countsSpan(ServiceId.of("orders"), Side.SERVER, end) ? 1 : 0;
        }
      }
      arrived.clear();
      if (second >= firstExport && (second - firstExport) % 30 == 0) {
        fixture.protobuf(server.reader.export(Encoding.PROTOBUF));
      }
    }
    fixture.protobuf(server.reader.export(Encoding.PROTOBUF));
    long byMetrics = fixture.series().values().stream().mapToLong(HistogramSample::count).sum();
    assertThat(bySpans + byMetrics).isEqualTo(operations);
  }

  /** An export may be lost, which the next makes up for, or come twice. */
  private static void export(
      Server server, Random random, boolean lost, MetricIntakeFixture fixture) throws Exception {
    Encoding encoding = Encoding.values()[random.nextInt(2)];
    byte[] body = server.reader.export(encoding);
    if (lost) {
      return;
    }
    fixture.accept(encoding, body);
    if (random.nextInt(3) == 0) {
      fixture.accept(encoding, body);
    }
  }

  private void check(MetricIntakeFixture fixture, boolean exponential) {
    Map<String, HistogramSample> series = fixture.series();
    assertThat(series).hasSize(classic.size());
    classic.forEach(
        (tool, counts) -> {
          HistogramSample sample = series.get("orders | server | tools/call | " + tool + " | ok");
          assertThat(sample.count()).isEqualTo(Arrays.stream(counts).sum());
          assertThat(sample.sum()).isCloseTo(sums.get(tool), within(1e-6));
          if (!exponential) {
            assertThat(sample.bucketCounts()).containsExactly(counts);
          }
        });
    assertThat(fixture.rejected()).isPositive();
  }
}

package dev.toolwatch.operating;

import static dev.toolwatch.testing.Requests.attribute;

import dev.toolwatch.testing.OtlpHttpClient;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Servers that send metrics of themselves, by the names, units and types of the libraries in
 * docs/system-health.md.
 */
final class HealthFleet implements AutoCloseable {
  private static final Duration EXPORT = Duration.ofSeconds(15);

  /** How long an instance of the server lives that starts again and again. */
  private static final Duration LIFE = Duration.ofMinutes(5);

  /**
   * A metric in each line: its type, name, unit, value and attributes. The value of a counter is by
   * the second; that of a histogram is the one duration that it has.
   */
  private static final List<Server> SERVERS =
      List.of(
          new Server(
              "node-mcp",
              "nodejs",
              """
              gauge nodejs.eventloop.delay.p50 s 0.011
              gauge nodejs.eventloop.delay.p99 s 0.03
              gauge nodejs.eventloop.utilization 1 0.2
              histogram v8js.gc.duration s 0.004 v8js.gc.type=minor
              gauge v8js.memory.heap.used By 9e7 v8js.heap.space.name=old_space
              gauge process.cpu.utilization - 0.1 process.cpu.state=user
              gauge process.memory.usage - 2e8
              histogram http.server.request.duration s 0.02 http.response.status_code=200
              histogram http.client.request.duration s 0.2 http.response.status_code=200
              updown db.client.connection.count {connection} 3 db.client.connection.pool.name=main db.client.connection.state=used
              updown db.client.connection.max {connection} 10 db.client.connection.pool.name=main
              updown db.client.connection.pending_requests {connection} 0 db.client.connection.pool.name=main
              histogram db.client.connection.wait_time s 0.002 db.client.connection.pool.name=main
              """),
          new Server(
              "python-mcp",
              "python",
              """
              counter process.cpu.time s 0.3 type=user
              gauge process.cpu.utilization 1 0.07
              updown process.memory.usage By 3e8
              updown process.open_file_descriptor.count - 40
              updown process.thread.count - 12
              counter process.disk.io By 1000 direction=read
              counter cpython.gc.collections {collection} 0.5 generation=0
              histogram http.server.duration ms 20 http.status_code=200
              """),
          new Server(
              "jvm-mcp",
              "java",
              """
              updown jvm.memory.used By 3e8 jvm.memory.type=heap jvm.memory.pool.name=old
              updown jvm.memory.limit By 1e9 jvm.memory.type=heap jvm.memory.pool.name=old
              gauge jvm.cpu.recent_utilization 1 0.2
              counter jvm.cpu.time s 0.4
              histogram jvm.gc.duration s 0.01 jvm.gc.action=minor
              updown jvm.thread.count {thread} 30 jvm.thread.state=runnable
              updown db.client.connections.usage {connection} 2 pool.name=main state=used
              """),
          new Server(
              "dotnet-mcp",
              "dotnet",
              """
              counter dotnet.process.cpu.time s 0.4 cpu.mode=user
              updown dotnet.process.cpu.count {cpu} 2
              updown dotnet.process.memory.working_set By 2e8
              updown dotnet.thread_pool.queue.length {work_item} 1
              counter dotnet.gc.pause.time s 0.001
              """),
          new Server(
              "host",
              "go",
              """
              counter system.cpu.time s 0.4 cpu=cpu0 state=user
              counter system.cpu.time s 0.6 cpu=cpu0 state=idle
              updown system.memory.usage By 4e9 state=used
              updown system.memory.usage By 4e9 state=free
              updown system.filesystem.usage By 6e10 mountpoint=/ type=ext4 mode=rw state=used
              updown system.filesystem.usage By 4e10 mountpoint=/ type=ext4 mode=rw state=free
              counter system.disk.io By 5000 device=sda direction=write
              counter system.network.io By 5000 device=eth0 direction=receive
              counter system.network.errors {errors} 0 device=eth0 direction=receive
              counter system.network.dropped {packets} 0 device=eth0 direction=receive
              """));

  private static final String RESTARTING =
      "histogram http.server.request.duration s 0.02 http.response.status_code=200";

  private final Pace pace;
  private final OtlpHttpClient client;
  private final InstantSource clock;
  private final Instant start;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  private record Server(String name, String language, String metrics) {}

  /**
   * @param port where OTLP/HTTP is taken
   */
  HealthFleet(Pace pace, int port, InstantSource clock) {
    this.pace = pace;
    this.clock = clock;
    client = new OtlpHttpClient(port, HttpClient.Version.HTTP_1_1);
    start = clock.instant();
    long every = pace.of(EXPORT).toMillis();
    Future<?> unused = thread.scheduleAtFixedRate(this::send, 0, every, TimeUnit.MILLISECONDS);
  }

  private void send() {
    Instant now = clock.instant();
    ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
    for (Server server : SERVERS) {
      request.addResourceMetrics(metrics(server, "1", start, now));
    }
    long lives = Duration.between(start, now).dividedBy(pace.of(LIFE));
    Instant born = start.plus(pace.of(LIFE).multipliedBy(lives));
    Server restarting = new Server("restarting-mcp", "nodejs", RESTARTING);
    request.addResourceMetrics(metrics(restarting, Long.toString(lives), born, now));
    client.post("/v1/metrics", request.build().toByteArray(), OtlpHttpClient.PROTOBUF);
  }

  private static ResourceMetrics metrics(
      Server server, String instance, Instant start, Instant now) {
    ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
    server.metrics().lines().forEach(line -> scope.addMetrics(metric(line, start, now)));
    return ResourceMetrics.newBuilder()
        .setResource(
            Resource.newBuilder()
                .addAttributes(attribute("service.name", server.name()))
                .addAttributes(attribute("service.instance.id", instance))
                .addAttributes(attribute("telemetry.sdk.language", server.language()))
                .addAttributes(attribute("service.version", "1.0.0")))
        .addScopeMetrics(scope)
        .build();
  }

  private static Metric metric(String line, Instant start, Instant now) {
    String[] words = line.split(" ", -1);
    List<KeyValue> attributes =
        Arrays.stream(words)
            .skip(4)
            .map(word -> attribute(word.split("=", 2)[0], word.split("=", 2)[1]))
            .toList();
    double value = Double.parseDouble(words[3]);
    double seconds = Duration.between(start, now).toMillis() / 1e3;
    Metric.Builder metric =
        Metric.newBuilder().setName(words[1]).setUnit(words[2].equals("-") ? "" : words[2]);
    switch (words[0]) {
      case "gauge" -> metric.getGaugeBuilder().addDataPoints(number(start, now, value, attributes));
      case "updown" ->
          metric
              .getSumBuilder()
              .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
              .addDataPoints(number(start, now, value, attributes));
      case "counter" ->
          metric
              .getSumBuilder()
              .setIsMonotonic(true)
              .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
              .addDataPoints(number(start, now, value * seconds, attributes));
      case "histogram" -> {
        long count = 1 + (long) (10 * seconds);
        metric
            .getHistogramBuilder()
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
            .addDataPoints(
                HistogramDataPoint.newBuilder()
                    .setStartTimeUnixNano(nanos(start))
                    .setTimeUnixNano(nanos(now))
                    .setCount(count)
                    .setSum(count * value)
                    .addExplicitBounds(value)
                    .addBucketCounts(count)
                    .addBucketCounts(0)
                    .addAllAttributes(attributes));
      }
      default -> throw new AssertionError(line);
    }
    return metric.build();
  }

  private static NumberDataPoint.Builder number(
      Instant start, Instant now, double value, List<KeyValue> attributes) {
    return NumberDataPoint.newBuilder()
        .setStartTimeUnixNano(nanos(start))
        .setTimeUnixNano(nanos(now))
        .setAsDouble(value)
        .addAllAttributes(attributes);
  }

  private static long nanos(Instant instant) {
    return TimeUnit.MILLISECONDS.toNanos(instant.toEpochMilli());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

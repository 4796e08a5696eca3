package dev.toolwatch.demo;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The metrics that the runtime of a server's language sends of itself (OpenTelemetry semantic
 * conventions 1.38, "System", "Process", "JVM", "Node.js", "Go", "Database"): CPU, memory, files, event
 * loop, collections, connections. They rise and fall within a few minutes, each server's at its
 * own time.
 */
final class RuntimeMetrics {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final AttributeKey<String> MEMORY_TYPE = AttributeKey.stringKey("jvm.memory.type");
  private static final AttributeKey<String> POOL =
      AttributeKey.stringKey("db.client.connection.pool.name");
  private static final AttributeKey<String> STATE =
      AttributeKey.stringKey("db.client.connection.state");
  private static final AttributeKey<Long> GENERATION =
      AttributeKey.longKey("cpython.gc.generation");

  private static final double MEGABYTE = 1 << 20;
  private static final double WAVE_SECONDS = 420;
  private static final int POOL_SIZE = 10;

  private final InstantSource clock;
  private final long startMillis;
  private final double phase;

  private RuntimeMetrics(McpServer server, InstantSource clock) {
    this.clock = clock;
    startMillis = clock.millis();
    phase = Math.floorMod(server.name().hashCode(), 628) / 100.0;
  }

  /** Starts sending. The provider must be shut down. */
  static SdkMeterProvider start(
      McpServer server, Resource resource, MetricExporter exporter, InstantSource clock) {
    SdkMeterProvider provider =
        SdkMeterProvider.builder()
            .setResource(resource)
            .registerMetricReader(
                PeriodicMetricReader.builder(exporter).setInterval(INTERVAL).build())
            .build();
    RuntimeMetrics metrics = new RuntimeMetrics(server, clock);
    metrics.process(provider.get("process"));
    metrics.pool(provider.get("database"), server.name() + "-db");
    metrics.runtime(provider.get("runtime"), server.language());
    return provider;
  }

  /** From 0 to 1 and back. */
  private double wave() {
    double seconds = clock.millis() / 1e3;
    return 0.5 + 0.5 * Math.sin(seconds * 2 * Math.PI / WAVE_SECONDS + phase);
  }

  private double uptimeSeconds() {
    return (clock.millis() - startMillis) / 1e3;
  }

  private void process(Meter meter) {
    gauge(meter, "process.cpu.utilization", "1", Attributes.empty(), () -> 0.1 + 0.3 * wave());
    counter(meter, "process.cpu.time", "s", Attributes.empty(), () -> 0.2 * uptimeSeconds());
    upDown(
        meter,
        "process.memory.usage",
        "By",
        Attributes.empty(),
        () -> (90 + 40 * wave()) * MEGABYTE);
    upDown(
        meter,
        "process.open_file_descriptor.count",
        "{file_descriptor}",
        Attributes.empty(),
        () -> 30 + Math.rint(20 * wave()));
  }

  private void pool(Meter meter, String name) {
    Attributes pool = Attributes.of(POOL, name);
    String unit = "{connection}";
    String count = "db.client.connection.count";
    meter
        .upDownCounterBuilder(count)
        .setUnit(unit)
        .ofDoubles()
        .buildWithCallback(
            value -> {
              double used = Math.rint(POOL_SIZE * 0.6 * wave());
              value.record(used, Attributes.of(POOL, name, STATE, "used"));
              value.record(POOL_SIZE - used, Attributes.of(POOL, name, STATE, "idle"));
            });
    upDown(meter, "db.client.connection.max", unit, pool, () -> POOL_SIZE);
    upDown(meter, "db.client.connection.pending_requests", "{request}", pool, () -> 0);
  }

  private void runtime(Meter meter, SdkLanguage language) {
    Attributes none = Attributes.empty();
    switch (language) {
      case PYTHON -> {
        counter(
            meter,
            "cpython.gc.collections",
            "{collection}",
            Attributes.of(GENERATION, 0L),
            () -> Math.rint(3 * uptimeSeconds()));
      }
      case NODEJS -> {
        gauge(meter, "nodejs.eventloop.delay.p99", "s", none, () -> 0.011 + 0.02 * wave());
        gauge(meter, "nodejs.eventloop.utilization", "1", none, () -> 0.05 + 0.4 * wave());
        gauge(meter, "v8js.memory.heap.used", "By", none, () -> (40 + 20 * wave()) * MEGABYTE);
      }
      case JAVA -> {
        Attributes heap = Attributes.of(MEMORY_TYPE, "heap");
        upDown(meter, "jvm.memory.used", "By", heap, () -> (60 + 60 * wave()) * MEGABYTE);
        upDown(meter, "jvm.memory.limit", "By", heap, () -> 256 * MEGABYTE);
        upDown(meter, "jvm.thread.count", "{thread}", none, () -> 25 + Math.rint(10 * wave()));
      }
      case GO -> {
        upDown(meter, "go.memory.used", "By", none, () -> (20 + 10 * wave()) * MEGABYTE);
        upDown(meter, "go.goroutine.count", "{goroutine}", none, () -> 15 + Math.rint(30 * wave()));
      }
    }
  }

  /** A value at the time of an export. */
  private interface Figure {
    double now();
  }

  private static void gauge(
      Meter meter, String name, String unit, Attributes attributes, Figure figure) {
    meter
        .gaugeBuilder(name)
        .setUnit(unit)
        .buildWithCallback(value -> value.record(figure.now(), attributes));
  }

  private static void upDown(
      Meter meter, String name, String unit, Attributes attributes, Figure figure) {
    meter
        .upDownCounterBuilder(name)
        .setUnit(unit)
        .ofDoubles()
        .buildWithCallback(value -> value.record(figure.now(), attributes));
  }

  private static void counter(
      Meter meter, String name, String unit, Attributes attributes, Figure figure) {
    meter
        .counterBuilder(name)
        .setUnit(unit)
        .ofDoubles()
        .buildWithCallback(value -> value.record(figure.now(), attributes));
  }
}

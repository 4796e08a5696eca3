package dev.toolwatch.demo;

import static dev.toolwatch.demo.Convention.*;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.demo.McpServer.Export;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The fleet's tracer, logger and meter providers: those of each server and a tracer's for the agent. Each has its own
 * resource and exporters, as in separate processes. A new release of a server is a new process, which
 * replaces the one before. Thread-safe.
 */
final class FleetTelemetry {
  /** The limit of waiting spans of one server, and of its log records. The SDK drops those beyond it. */
  static final int MAX_QUEUED = 8192;

  private static final Duration BETWEEN_BATCHES = Duration.ofSeconds(1);
  private static final String SCOPE = "dev.toolwatch.demo";

  private final Function<Export, SpanExporter> spanExporters;
  private final Function<Export, LogRecordExporter> logExporters;
  private final Function<Export, MetricExporter> metricExporters;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final Map<String, Running> processes = new HashMap<>();
  private final List<CompletableResultCode> ending = new ArrayList<>();
  private final SdkTracerProvider agent;

  FleetTelemetry(
      Function<Export, SpanExporter> spanExporters,
      Function<Export, LogRecordExporter> logExporters,
      Function<Export, MetricExporter> metricExporters,
      IdGenerator ids,
      InstantSource clock) {
    this.spanExporters = spanExporters;
    this.logExporters = logExporters;
    this.metricExporters = metricExporters;
    this.clock = clock;
    this.ids = ids;
    agent = tracing(resource(Fleet.AGENT, "", "1.0.0", SdkLanguage.JAVA), Export.HTTP);
  }

  /** The process of a server that runs at a time, not before the one that was asked for last. */
  synchronized ServerProcess process(McpServer server, Instant at) {
    String version = Releases.version(server, at);
    Running running = processes.get(server.name());
    if (running == null || !running.version.equals(version)) {
      if (running != null) {
        ending.removeIf(CompletableResultCode::isDone);
        ending.add(running.shutdown());
      }
      running = start(server, version);
      processes.put(server.name(), running);
    }
    return running.tools;
  }

  Tracer agent() {
    return agent.get(SCOPE);
  }

  /** Sends what waits of all servers in parallel and closes, within this time. */
  void close(Duration limit) {
    List<CompletableResultCode> closed;
    synchronized (this) {
      closed =
          Stream.of(
                  processes.values().stream().map(Running::shutdown),
                  ending.stream(),
                  Stream.of(agent.shutdown()))
              .flatMap(Function.identity())
              .toList();
    }
    CompletableResultCode.ofAll(closed).join(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  static Resource resource(String name, String namespace, String version, SdkLanguage language) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put(SERVICE_NAME, name)
            .put(SERVICE_VERSION, version)
            .put(TELEMETRY_SDK_LANGUAGE, language.label())
            .put(SERVICE_INSTANCE_ID, UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString());
    if (!namespace.isEmpty()) {
      attributes.put(SERVICE_NAMESPACE, namespace);
    }
    return Resource.getDefault().merge(Resource.create(attributes.build()));
  }

  private Running start(McpServer server, String version) {
    Resource resource = resource(server.name(), server.namespace(), version, server.language());
    SdkTracerProvider tracing = tracing(resource, server.export());
    SdkLoggerProvider logging = logging(resource, server);
    return new Running(
        version,
        tracing,
        logging,
        RuntimeMetrics.start(server, resource, metricExporters.apply(server.export()), clock),
        new ServerProcess(tracing.get(SCOPE), logging.get(server.name())));
  }

  private SdkTracerProvider tracing(Resource resource, Export export) {
    return SdkTracerProvider.builder()
        .setResource(resource)
        .setIdGenerator(ids)
        .addSpanProcessor(
            BatchSpanProcessor.builder(spanExporters.apply(export))
                .setMaxQueueSize(MAX_QUEUED)
                .setScheduleDelay(BETWEEN_BATCHES)
                .build())
        .build();
  }

  /** A server that logs no exceptions has no exporter of logs. */
  private SdkLoggerProvider logging(Resource resource, McpServer server) {
    var provider = SdkLoggerProvider.builder().setResource(resource);
    if (server.language().logsExceptions()) {
      provider.addLogRecordProcessor(
          BatchLogRecordProcessor.builder(logExporters.apply(server.export()))
              .setMaxQueueSize(MAX_QUEUED)
              .setScheduleDelay(BETWEEN_BATCHES)
              .build());
    }
    return provider.build();
  }

  /** The SDK's reader of metrics waits in its shutdown until the last export is done. */
  private static CompletableResultCode inBackground(Supplier<CompletableResultCode> shutdown) {
    CompletableResultCode done = new CompletableResultCode();
    Thread thread =
        new Thread(
            () -> {
              CompletableResultCode ended = shutdown.get();
              ended.whenComplete(
                  () -> {
                    if (ended.isSuccess()) {
                      done.succeed();
                    } else {
                      done.fail();
                    }
                  });
            },
            "toolwatch-demo-metrics");
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  /** A release of a server that runs. */
  private record Running(
      String version,
      SdkTracerProvider tracing,
      SdkLoggerProvider logging,
      SdkMeterProvider metrics,
      ServerProcess tools) {
    CompletableResultCode shutdown() {
      return CompletableResultCode.ofAll(
          List.of(tracing.shutdown(), logging.shutdown(), inBackground(metrics::shutdown)));
    }
  }
}

package dev.toolwatch.demo;

import static dev.toolwatch.demo.Convention.*;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.demo.McpServer.Export;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The fleet's tracer providers: one for each server and one for the agent. Each has its own
 * resource and exporter, as in separate processes.
 */
final class FleetTracing {
  /** The limit of waiting spans of one server. The SDK drops spans beyond it. */
  static final int MAX_QUEUED_SPANS = 8192;

  private static final Duration BETWEEN_BATCHES = Duration.ofSeconds(1);
  private static final String SCOPE = "dev.toolwatch.demo";

  private final Map<String, SdkTracerProvider> providers = new LinkedHashMap<>();

  FleetTracing(List<McpServer> servers, Function<Export, SpanExporter> exporters, IdGenerator ids) {
    for (McpServer server : servers) {
      Resource resource = resource(server.name(), server.namespace(), server.version());
      providers.put(server.name(), provider(resource, exporters.apply(server.export()), ids));
    }
    Resource agent = resource(Fleet.AGENT, "", "1.0.0");
    providers.put(Fleet.AGENT, provider(agent, exporters.apply(Export.HTTP), ids));
  }

  Tracer tracer(McpServer server) {
    return providers.get(server.name()).get(SCOPE);
  }

  Tracer agent() {
    return providers.get(Fleet.AGENT).get(SCOPE);
  }

  /** Sends the waiting spans of all servers in parallel and closes, within this time. */
  void close(Duration limit) {
    List<CompletableResultCode> closed =
        providers.values().stream().map(SdkTracerProvider::shutdown).toList();
    CompletableResultCode.ofAll(closed).join(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  static Resource resource(String name, String namespace, String version) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put(SERVICE_NAME, name)
            .put(SERVICE_VERSION, version)
            .put(SERVICE_INSTANCE_ID, UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString());
    if (!namespace.isEmpty()) {
      attributes.put(SERVICE_NAMESPACE, namespace);
    }
    return Resource.getDefault().merge(Resource.create(attributes.build()));
  }

  private static SdkTracerProvider provider(
      Resource resource, SpanExporter exporter, IdGenerator ids) {
    return SdkTracerProvider.builder()
        .setResource(resource)
        .setIdGenerator(ids)
        .addSpanProcessor(
            BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(MAX_QUEUED_SPANS)
                .setScheduleDelay(BETWEEN_BATCHES)
                .build())
        .build();
  }
}

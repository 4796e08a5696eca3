package dev.toolwatch;

import dev.toolwatch.demo.Demo;
import dev.toolwatch.security.AccessControl;
import dev.toolwatch.security.Role;
import dev.toolwatch.security.Tls;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Runs when all ports listen: starts the demo and logs the next steps for the user. */
@Singleton
final class Startup {
  private static final Logger LOG = Logger.getLogger(Startup.class);
  private static final int LAST = Interceptor.Priority.LIBRARY_AFTER + 900;
  private static final int FIRST = Interceptor.Priority.PLATFORM_BEFORE;

  private final Demo demo;
  private final AccessControl access;
  private final Tls tls;
  private final int grpcPort;
  private final int httpPort;
  private final int managementPort;

  @Inject
  Startup(
      Demo demo,
      AccessControl access,
      Tls tls,
      @ConfigProperty(name = "toolwatch.otlp.grpc-port", defaultValue = "4317") int grpcPort,
      @ConfigProperty(name = "toolwatch.otlp.http-port", defaultValue = "4318") int httpPort,
      @ConfigProperty(name = "quarkus.management.port") int managementPort) {
    this.demo = demo;
    this.access = access;
    this.tls = tls;
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
    this.managementPort = managementPort;
  }

  void onStart(@Observes @Priority(LAST) StartupEvent event) {
    String scheme = tls.isOn() ? "https" : "http";
    LOG.infof(
        "Send: OTEL_EXPORTER_OTLP_ENDPOINT=%s://localhost:%d for gRPC, %s://localhost:%d for HTTP",
        scheme, grpcPort, scheme, httpPort);
    if (!access.isOpen()) {
      LOG.info("With a token: OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20<token>");
    }
    LOG.infof(
        "Look: curl -s%s %s://localhost:%d/metrics | grep mcp_",
        access.isOpen() ? "" : " -H 'Authorization: Bearer <token>'", scheme, managementPort);
    if (!demo.isEnabled()) {
      LOG.info("Try: start with --demo to receive data from a simulated fleet of MCP servers");
    }
    demo.start(() -> access.issue("demo", Role.INGEST));
  }

  /** Runs before the OTLP servers refuse new requests, because the demo still has spans to send. */
  void onStop(@Observes @Priority(FIRST) ShutdownDelayInitiatedEvent event) {
    demo.stop();
  }
}

package dev.toolwatch;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Logs the decision of {@link TracingSwitch}, which runs before there is a log. */
@Singleton
final class TracingCheck {
  private static final Logger LOG = Logger.getLogger(TracingCheck.class);

  private final String endpoint;
  private final int grpcPort;
  private final int httpPort;

  @Inject
  TracingCheck(
      TracingSettings settings,
      @ConfigProperty(name = "toolwatch.otlp.grpc-port", defaultValue = "4317") int grpcPort,
      @ConfigProperty(name = "toolwatch.otlp.http-port", defaultValue = "4318") int httpPort) {
    endpoint = settings.endpoint().map(URI::toString).orElse("");
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
  }

  /** Prevents a start with an invalid endpoint. */
  void onStart(@Observes StartupEvent event) {
    switch (TracingTarget.of(endpoint, grpcPort, httpPort)) {
      case NOWHERE -> {}
      case BACKEND -> LOG.infof("Toolwatch sends its own spans to %s", endpoint);
      case ITSELF ->
          LOG.warnf(
              "Toolwatch does not send its own spans: %s (toolwatch.tracing.endpoint or"
                  + " OTEL_EXPORTER_OTLP_ENDPOINT) is Toolwatch itself",
              endpoint);
    }
  }
}

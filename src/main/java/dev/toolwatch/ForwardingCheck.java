package dev.toolwatch;

import dev.toolwatch.forward.ForwardTargets;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Prevents a start with a target that is Toolwatch itself: each request would cause another one. */
@Singleton
final class ForwardingCheck {
  private final ForwardTargets targets;
  private final int grpcPort;
  private final int httpPort;

  @Inject
  ForwardingCheck(
      ForwardTargets targets,
      @ConfigProperty(name = "toolwatch.otlp.grpc-port", defaultValue = "4317") int grpcPort,
      @ConfigProperty(name = "toolwatch.otlp.http-port", defaultValue = "4318") int httpPort) {
    this.targets = targets;
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
  }

  /** Runs before the targets are started. */
  void onStart(@Observes @Priority(2) StartupEvent event) {
    targets
        .endpoints()
        .forEach(
            (name, endpoint) -> {
              if (TracingTarget.of(endpoint.toString(), grpcPort, httpPort)
                  == TracingTarget.ITSELF) {
                throw new ConfigurationException(
                    "Toolwatch does not start: toolwatch.forward.targets.%s.endpoint is Toolwatch itself, %s"
                        .formatted(name, endpoint));
              }
            });
  }
}

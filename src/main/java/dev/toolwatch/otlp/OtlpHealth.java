package dev.toolwatch.otlp;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** The receiver's health checks. */
@ApplicationScoped
class OtlpHealth {
  /** A loop that has done no housekeeping for this long is stuck, not just busy. */
  private static final Duration STUCK = Duration.ofSeconds(60);

  private final OtlpServers servers;

  OtlpHealth(OtlpServers servers) {
    this.servers = servers;
  }

  /**
   * Up once both ports are open. Reports the actual ports, which differ from the settings if those
   * are 0.
   */
  @Produces
  @Startup
  HealthCheck started() {
    return () -> {
      HealthCheckResponseBuilder check = HealthCheckResponse.named("otlp-listening");
      if (servers.isListening()) {
        check
            .withData("grpc-port", servers.actualGrpcPort())
            .withData("http-port", servers.actualHttpPort());
      }
      return check.status(servers.isListening()).build();
    };
  }

  /** Up while requests are accepted. Down as soon as Toolwatch begins to stop. */
  @Produces
  @Readiness
  HealthCheck ready() {
    return () -> response("otlp-accepting", servers.isListening() && !servers.isDraining());
  }

  /** Up while every event loop does its housekeeping. */
  @Produces
  @Liveness
  HealthCheck live() {
    return () -> {
      long now = System.nanoTime();
      boolean turning =
          servers.loops().stream().allMatch(loop -> now - loop.beatNanos() < STUCK.toNanos());
      return response("otlp-event-loops", turning);
    };
  }

  private static HealthCheckResponse response(String name, boolean up) {
    return HealthCheckResponse.named(name).status(up).build();
  }
}

package dev.toolwatch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** The clock that is injected everywhere. */
@ApplicationScoped
class TimeSource {
  @Produces
  @Singleton
  TrustedClock clock() {
    return TrustedClock.system();
  }

  /** Always up: Toolwatch goes on without the machine's clock. */
  @Produces
  @Readiness
  HealthCheck ready(TrustedClock clock) {
    return () -> {
      HealthCheckResponseBuilder check = HealthCheckResponse.named("clock").up();
      clock.problem().ifPresent(problem -> check.withData("problem", problem));
      return check.build();
    };
  }
}

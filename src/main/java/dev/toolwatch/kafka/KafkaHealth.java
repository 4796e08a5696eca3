package dev.toolwatch.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells how the reading goes. Always up: without brokers, Toolwatch still serves its ports, and another
 * replica could not do better.
 */
@ApplicationScoped
class KafkaHealth {
  private final KafkaIntake intake;

  KafkaHealth(KafkaIntake intake) {
    this.intake = intake;
  }

  @Produces
  @Readiness
  HealthCheck ready() {
    return () -> {
      HealthCheckResponseBuilder check = HealthCheckResponse.named("kafka");
      check.withData("enabled", intake.isEnabled());
      intake
          .state()
          .ifPresent(
              state -> {
                check.withData("working", state.isWorking());
                state.trouble().ifPresent(why -> check.withData("trouble", why.kind().label()));
                check.withData("partitions", state.partitions().size());
                check.withData("missingTopics", state.missingTopics());
                check.withData("waitsForStore", state.paused());
              });
      return check.up().build();
    };
  }
}

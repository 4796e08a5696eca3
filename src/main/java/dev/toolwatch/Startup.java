package dev.toolwatch;

import dev.toolwatch.demo.Demo;
import dev.toolwatch.kafka.KafkaIntake;
import dev.toolwatch.past.DemoPast;
import dev.toolwatch.probe.Probes;
import dev.toolwatch.security.AccessControl;
import dev.toolwatch.security.Role;
import dev.toolwatch.tenant.Tenants;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.CommandLineArguments;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

/**
 * Starts the probes, the intake from Kafka and the demo when the OTLP ports listen, and stops the demo
 * while they still do.
 * With {@code --probe} nothing starts.
 */
@Singleton
final class Startup {
  private static final int LAST = Interceptor.Priority.LIBRARY_AFTER + 900;
  private static final int FIRST = Interceptor.Priority.PLATFORM_BEFORE;

  private final Tenants tenants;
  private final Instance<Probes> probes;
  private final KafkaIntake kafka;
  private final boolean isCommand;
  private final DemoPast past;
  private final Demo demo;
  private final AccessControl access;

  @Inject
  Startup(
      @CommandLineArguments String[] arguments,
      Tenants tenants,
      Instance<Probes> probes,
      KafkaIntake kafka,
      DemoPast past,
      Demo demo,
      AccessControl access) {
    this.tenants = tenants;
    this.probes = probes;
    this.kafka = kafka;
    isCommand = CommandLine.of(arguments).probe() != null;
    this.past = past;
    this.demo = demo;
    this.access = access;
  }

  void onStart(@Observes @Priority(LAST) StartupEvent event) {
    if (isCommand) {
      return;
    }
    tenants.each(probes, Probes::start);
    kafka.start();
    boolean unused = past.fill();
    demo.start(() -> access.issue("demo", Role.INGEST));
  }

  /** Runs before the OTLP servers refuse new requests, because the demo still has spans to send. */
  void onStop(@Observes @Priority(FIRST) ShutdownDelayInitiatedEvent event) {
    demo.stop();
  }
}

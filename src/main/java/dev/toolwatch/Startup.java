package dev.toolwatch;

import dev.toolwatch.demo.Demo;
import dev.toolwatch.past.DemoPast;
import dev.toolwatch.security.AccessControl;
import dev.toolwatch.security.Role;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

/** Starts the demo when the OTLP ports listen, and stops it while they still do. */
@Singleton
final class Startup {
  private static final int LAST = Interceptor.Priority.LIBRARY_AFTER + 900;
  private static final int FIRST = Interceptor.Priority.PLATFORM_BEFORE;

  private final DemoPast past;
  private final Demo demo;
  private final AccessControl access;

  @Inject
  Startup(DemoPast past, Demo demo, AccessControl access) {
    this.past = past;
    this.demo = demo;
    this.access = access;
  }

  void onStart(@Observes @Priority(LAST) StartupEvent event) {
    boolean unused = past.fill();
    demo.start(() -> access.issue("demo", Role.INGEST));
  }

  /** Runs before the OTLP servers refuse new requests, because the demo still has spans to send. */
  void onStop(@Observes @Priority(FIRST) ShutdownDelayInitiatedEvent event) {
    demo.stop();
  }
}

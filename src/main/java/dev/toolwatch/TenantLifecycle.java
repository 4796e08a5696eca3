package dev.toolwatch;

import dev.toolwatch.store.Flusher;
import dev.toolwatch.store.OutOfMemory;
import dev.toolwatch.tenant.CurrentTenant;
import dev.toolwatch.tenant.TenantStarted;
import dev.toolwatch.tenant.TenantStarting;
import dev.toolwatch.tenant.TenantStopped;
import dev.toolwatch.tenant.TenantStopping;
import dev.toolwatch.tenant.Tenants;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Starts and stops the stages of every tenant, the default tenant's first. */
@Singleton
final class TenantLifecycle {
  private static final Logger LOG = Logger.getLogger(TenantLifecycle.class);

  /** After the last step that may fail, before anybody can ask. */
  private static final int WHEN_STARTED = Interceptor.Priority.LIBRARY_AFTER;

  /** After the last request, and before what is reported comes to its end. */
  private static final int AFTER_OTLP = ObserverMethod.DEFAULT_PRIORITY + 20;

  /** After everything that counts. */
  private static final int LAST = ObserverMethod.DEFAULT_PRIORITY + 100;

  private final Tenants tenants;
  private final Instance<Flusher> flushers;
  private final Event<TenantStarting> starting;
  private final Event<TenantStarted> started;
  private final Event<TenantStopping> stopping;
  private final Event<TenantStopped> stopped;

  @Inject
  TenantLifecycle(
      Tenants tenants,
      Instance<Flusher> flushers,
      Event<TenantStarting> starting,
      Event<TenantStarted> started,
      Event<TenantStopping> stopping,
      Event<TenantStopped> stopped) {
    this.tenants = tenants;
    this.flushers = flushers;
    this.starting = starting;
    this.started = started;
    this.stopping = stopping;
    this.stopped = stopped;
  }

  void start(@Observes @Priority(Storage.BEFORE_OTLP) StartupEvent event, Vertx vertx) {
    watchThreads(vertx);
    each(() -> starting.fire(new TenantStarting()));
    if (tenants.isConfigured()) {
      LOG.infof("Data is kept apart for %d tenants", tenants.named().size());
    }
  }

  void started(@Observes @Priority(WHEN_STARTED) StartupEvent event) {
    each(() -> started.fire(new TenantStarted()));
  }

  void stop(@Observes @Priority(AFTER_OTLP) ShutdownEvent event) {
    eachUntilTheLast(() -> stopping.fire(new TenantStopping()));
  }

  void stopped(@Observes @Priority(LAST) ShutdownEvent event) {
    eachUntilTheLast(() -> stopped.fire(new TenantStopped()));
  }

  private void each(Runnable step) {
    tenants.run(CurrentTenant.DEFAULT, step);
    tenants.named().forEach(tenant -> tenants.run(tenant, step));
  }

  /** The failure of one tenant must not cost another one its data. */
  private void eachUntilTheLast(Runnable step) {
    each(
        () -> {
          try {
            step.run();
          } catch (RuntimeException e) {
            LOG.errorf(e, "Tenant \"%s\" did not stop cleanly", CurrentTenant.name());
          }
        });
  }

  /** What no thread has caught: it is logged, and the process ends if memory is exhausted. */
  private static void watchThreads(Vertx vertx) {
    OutOfMemory outOfMemory = OutOfMemory.ofThisProcess();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          outOfMemory.endIf(failure);
          LOG.errorf(failure, "The thread %s ended", thread.getName());
        });
    Handler<Throwable> before = vertx.exceptionHandler();
    vertx.exceptionHandler(
        failure -> {
          outOfMemory.endIf(failure);
          if (before != null) {
            before.handle(failure);
          } else {
            LOG.error("A task of an event loop failed", failure);
          }
        });
  }

  /**
   * Always up: without the store, data is still taken in and /metrics goes on. What is wrong is in
   * the answer at once. Nobody needs a token to read it, so it names no tenant.
   */
  @Produces
  @Readiness
  HealthCheck ready() {
    return () -> {
      Flusher flusher = tenants.of(CurrentTenant.DEFAULT, flushers);
      HealthCheckResponseBuilder check = HealthCheckResponse.named("store");
      flusher
          .problem()
          .ifPresent(problem -> check.withData("problem", Storage.unspecific(problem)));
      check.withData("working", flusher.problem().isEmpty());
      flusher
          .maintenanceProblem()
          .ifPresent(problem -> check.withData("maintenanceProblem", Storage.unspecific(problem)));
      check.withData("secondsExpiryIsBehind", flusher.expiryLag().toSeconds());
      check.withData("secondsSinceFlush", flusher.unflushed().toSeconds());
      check.withData("secondsSinceRead", flusher.unread().toSeconds());
      check.withData("secondsSinceMaintenance", flusher.unmaintained().toSeconds());
      if (tenants.isConfigured()) {
        long failing =
            tenants.named().stream()
                .filter(tenant -> tenants.of(tenant, flushers).problem().isPresent())
                .count();
        check.withData("tenantsNotWorking", failing);
      }
      return check.up().build();
    };
  }
}

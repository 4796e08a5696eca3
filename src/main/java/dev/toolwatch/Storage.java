package dev.toolwatch;

import dev.toolwatch.coverage.CalledTools;
import dev.toolwatch.errors.ErrorFlush;
import dev.toolwatch.errors.ErrorUsers;
import dev.toolwatch.errors.FailureFlush;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.probe.Probes;
import dev.toolwatch.slo.ServiceLevel;
import dev.toolwatch.store.AuditLog;
import dev.toolwatch.store.AuditQueue;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Erasures;
import dev.toolwatch.store.Flusher;
import dev.toolwatch.store.History;
import dev.toolwatch.store.OutOfMemory;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreInUseException;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.StoreLock;
import dev.toolwatch.store.StoreOverview;
import dev.toolwatch.store.StoreSettings;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.store.UserRows;
import dev.toolwatch.traces.Hotspots;
import dev.toolwatch.traces.KeptTraceFlush;
import dev.toolwatch.usage.Usage;
import dev.toolwatch.usage.UsageGauges;
import dev.toolwatch.usage.UsageSettings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Takes what is counted to the store, from before the ports open until after they have closed, and says
 * which stages follow a flush in which order.
 */
@Singleton
final class Storage {
  private static final Logger LOG = Logger.getLogger(Storage.class);

  /** Before the OTLP ports open. */
  static final int BEFORE_OTLP = 50;

  /** After the last step that may fail, before anybody can ask. */
  private static final int WHEN_STARTED = Interceptor.Priority.LIBRARY_AFTER;

  /** After they have closed. */
  private static final int AFTER_OTLP = ObserverMethod.DEFAULT_PRIORITY + 100;

  /** How long an event loop may take to hand over what it has counted, or the store to open. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final StoreLocation location;
  private final String replica;
  private final Retention retention;
  private final Store store;
  private final Checkpoints continuation;
  private final Flusher flusher;
  private final Erasures erasures;
  private final ExecutorService erasing =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "erasures");
            thread.setDaemon(true);
            return thread;
          });
  private final InstantSource clock;

  /** Null if it could not be had. */
  private StoreLock lock;

  @Inject
  Storage(
      StoreSettings settings,
      UsageSettings usageSettings,
      Calendar calendar,
      Usage usage,
      FailureFlush failures,
      ServiceLevel serviceLevel,
      UsageGauges gauges,
      KeptTraceFlush traces,
      Hotspots hotspots,
      Probes probes,
      ErrorFlush errors,
      AuditLog audit,
      AuditQueue auditQueue,
      CalledTools calledTools,
      Checkpoints continuation,
      InstantSource clock) {
    this.continuation = continuation;
    this.clock = clock;
    retention =
        new Retention(
            settings.retention().minutes(),
            settings.retention().hours(),
            settings.retention().days());
    location = place(settings);
    replica = replica(settings);
    store = new Store(location, calendar, usageSettings.sessionPause(), retention, replica, clock);
    List<UserRows> userRows = new ArrayList<>(Erasures.ofTheStore());
    userRows.add(new ErrorUsers());
    erasures =
        new Erasures(store.transactions(), userRows, usageSettings.sessionPause(), erasing, clock);
    flusher =
        new Flusher(
            store,
            () -> usage.handOver(PATIENCE),
            List.of(
                failures,
                probes,
                serviceLevel,
                gauges,
                traces,
                hotspots,
                errors,
                audit,
                auditQueue,
                erasures,
                calledTools),
            usageSettings.sessionPause(),
            settings.maxPendingRows(),
            settings.flushInterval(),
            clock,
            OutOfMemory.ofThisProcess());
  }

  private static StoreLocation place(StoreSettings settings) {
    try {
      return settings.place();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("Toolwatch does not start: " + e.getMessage());
    }
  }

  /** A file has one owner, but its host may have a new name after each start, as containers have. */
  private static String replica(StoreSettings settings) {
    return settings
        .replica()
        .orElseGet(() -> settings.url().isPresent() ? hostName() : "the only one");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      LOG.warnf("This machine does not know its name: %s", e.getMessage());
      return "unknown host";
    }
  }

  /** The days of the store, and of all who have no time zone of their own. */
  @Produces
  @Singleton
  static Calendar calendar(UsageSettings settings) {
    return new Calendar(settings.timeZone());
  }

  @Produces
  @Singleton
  Flusher flusher() {
    return flusher;
  }

  @Produces
  @Singleton
  Erasures erasures() {
    return erasures;
  }

  @Produces
  @Singleton
  Retention retention() {
    return retention;
  }

  @Produces
  @Singleton
  History history() {
    return store.history();
  }

  @Produces
  @Singleton
  StoreOverview overview() {
    return new StoreOverview(location, replica, store.transactions());
  }

  /** Queries that were refused. */
  @Produces
  @Singleton
  MetricSource queryMetrics() {
    return store.queryMetrics();
  }

  @Produces
  @Singleton
  Transactions transactions() {
    return store.transactions();
  }

  /**
   * Always up: without the store, data is still taken in and /metrics goes on. What is wrong is in
   * the answer at once.
   */
  @Produces
  @Readiness
  HealthCheck ready() {
    return () -> {
      HealthCheckResponseBuilder check = HealthCheckResponse.named("store");
      flusher.problem().ifPresent(problem -> check.withData("problem", unspecific(problem)));
      check.withData("working", flusher.problem().isEmpty());
      flusher
          .maintenanceProblem()
          .ifPresent(problem -> check.withData("maintenanceProblem", unspecific(problem)));
      check.withData("secondsExpiryIsBehind", flusher.expiryLag().toSeconds());
      check.withData("secondsSinceFlush", flusher.unflushed().toSeconds());
      check.withData("secondsSinceRead", flusher.unread().toSeconds());
      check.withData("secondsSinceMaintenance", flusher.unmaintained().toSeconds());
      return check.up().build();
    };
  }

  /**
   * What anybody may know of a problem: that there is one, and of which kind. The reasons that a
   * database gives have its address, its users and its paths.
   */
  static String unspecific(String problem) {
    int reason = problem.indexOf(": ");
    return reason < 0 ? problem : problem.substring(0, reason) + " (the log says why)";
  }

  void start(@Observes @Priority(BEFORE_OTLP) StartupEvent event, Vertx vertx) {
    watchThreads(vertx);
    lock();
    continuation.restore(store::takeStates, PATIENCE).ifPresent(flusher::opensNot);
    flusher.start();
  }

  /** Two processes with one file would take each other's counters, and neither would know. */
  private void lock() {
    if (!(location instanceof StoreLocation.Directory directory)) {
      return;
    }
    try {
      lock =
          StoreLock.take(
              directory,
              new StoreLock.Owner(ProcessHandle.current().pid(), hostName(), clock.instant()));
    } catch (StoreInUseException e) {
      throw new ConfigurationException("Toolwatch does not start: " + e.getMessage(), e);
    } catch (IOException e) {
      LOG.warnf(
          "A second process on %s would not be noticed: the directory cannot be locked: %s",
          location, e);
    }
  }

  private void unlock() {
    try (StoreLock ended = lock) {
      lock = null;
    } catch (IOException e) {
      LOG.warnf("The lock of %s ends with this process only: %s", location, e);
    }
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

  void started(@Observes @Priority(WHEN_STARTED) StartupEvent event) {
    continuation.started();
  }

  void stop(@Observes @Priority(AFTER_OTLP) ShutdownEvent event) {
    flusher.close();
    endErasing();
    boolean counters = continuation.save(store::saveStates);
    store.close();
    unlock();
    LOG.info(saved(flusher.hasStoredAll(), flusher.storedRows(), counters, location));
  }

  /** What is not done stays due, and goes on after the next start. */
  private void endErasing() {
    erasing.shutdownNow();
    try {
      if (!erasing.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("A user is still being erased");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a stop says. */
  static String saved(boolean all, long rows, boolean counters, StoreLocation location) {
    return "Stopped: %s in %s (%d rows since the start), and counters on /metrics %s"
        .formatted(
            all
                ? "everything that was counted is stored"
                : "not everything that was counted is stored",
            location,
            rows,
            counters ? "go on from here at the next start" : "start at 0 next time");
  }

  /** Also ends a start that has failed, which no event announces. */
  @PreDestroy
  void giveBack() {
    erasing.shutdownNow();
    continuation.giveBack(store::saveStates);
    store.close();
    unlock();
  }
}

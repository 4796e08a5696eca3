package dev.toolwatch;

import dev.toolwatch.coverage.CalledTools;
import dev.toolwatch.errors.ErrorFlush;
import dev.toolwatch.errors.ErrorUsers;
import dev.toolwatch.errors.FailureFlush;
import dev.toolwatch.probe.Probes;
import dev.toolwatch.signal.ShownUsers;
import dev.toolwatch.slo.ServiceLevel;
import dev.toolwatch.store.AuditLog;
import dev.toolwatch.store.AuditQueue;
import dev.toolwatch.store.Erasures;
import dev.toolwatch.store.Flusher;
import dev.toolwatch.store.OutOfMemory;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreInUseException;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.StoreLock;
import dev.toolwatch.store.StoreSettings;
import dev.toolwatch.store.UserRows;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.tenant.TenantStarted;
import dev.toolwatch.tenant.TenantStarting;
import dev.toolwatch.tenant.TenantStopped;
import dev.toolwatch.traces.Hotspots;
import dev.toolwatch.traces.KeptTraceFlush;
import dev.toolwatch.usage.Usage;
import dev.toolwatch.usage.UsageGauges;
import dev.toolwatch.usage.UsageSettings;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Takes what is counted to the store, from before the ports open until after they have closed, and says
 * which stages follow a flush in which order.
 */
@TenantScoped
final class Storage {
  private static final Logger LOG = Logger.getLogger(Storage.class);

  /** Before the OTLP ports open. */
  static final int BEFORE_OTLP = 50;

  /** How long an event loop may take to hand over what it has counted, or the store to open. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final StoreLocation location;
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
      ShownUsers shownUsers,
      TenantStore opened,
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
    location = opened.location();
    store = opened.store();
    List<UserRows> userRows = new ArrayList<>(Erasures.ofTheStore());
    userRows.add(new ErrorUsers());
    erasures =
        new Erasures(
            store.transactions(),
            userRows,
            shownUsers,
            usageSettings.sessionPause(),
            erasing,
            clock);
    flusher =
        new Flusher(
            store,
            () -> usage.handOver(PATIENCE),
            usage::logSources,
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

  @Produces
  @TenantScoped
  Flusher flusher() {
    return flusher;
  }

  @Produces
  @TenantScoped
  Erasures erasures() {
    return erasures;
  }

  /**
   * What anybody may know of a problem: that there is one, and of which kind. The reasons that a
   * database gives have its address, its users and its paths.
   */
  static String unspecific(String problem) {
    int reason = problem.indexOf(": ");
    return reason < 0 ? problem : problem.substring(0, reason) + " (the log says why)";
  }

  void start(@Observes @Priority(BEFORE_OTLP) TenantStarting event) {
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
              new StoreLock.Owner(
                  ProcessHandle.current().pid(), TenantStore.hostName(), clock.instant()));
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

  void started(@Observes TenantStarted event) {
    continuation.started();
  }

  void stop(@Observes TenantStopped event) {
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

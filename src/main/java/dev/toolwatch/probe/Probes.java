package dev.toolwatch.probe;

import dev.toolwatch.signal.LinePace;
import dev.toolwatch.signal.SteadyClock;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.StoreException;
import dev.toolwatch.store.StoreListener;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.StoreSettings;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.tenant.CurrentTenant;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.tenant.TenantStopping;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The probes of the configuration, from the start to the stop. Thread-safe. Without a probe there is no
 * thread and no connection.
 */
@TenantScoped
public class Probes implements StoreListener {
  private static final Logger LOG = Logger.getLogger(Probes.class);
  private static final String JOB = "probes";

  /** Checks that run at the same time. */
  private static final int THREADS = 16;

  /** Before the last flush. */
  private static final int BEFORE_STORE = ObserverMethod.DEFAULT_PRIORITY;

  private final List<Probe> probes = new ArrayList<>();
  private final Scheduler scheduler;
  private final String job = JOB + CurrentTenant.name();
  private final ProbeTable table;
  private final ProbeStates states = new ProbeStates();
  private final ProbeRunner runner;
  private final ThreadPoolExecutor threads;
  private final ThreadPoolExecutor lookout;
  private final boolean shared;
  private final LinePace pace;
  private final ProbeLoop loop;
  private final ProbeFlush flush;

  /** Of what was dropped, what the log has told. */
  private long told;

  @Inject
  Probes(
      ProbeSettings settings,
      StoreSettings store,
      Transactions transactions,
      Scheduler scheduler,
      Vertx vertx,
      TlsConfigurationRegistry tls,
      InstantSource clock) {
    this.scheduler = scheduler;
    SteadyClock steady = SteadyClock.of(clock);
    pace = new LinePace(1, clock);
    try {
      if (settings.probes().size() > Probe.MAX) {
        throw new IllegalArgumentException(
            "toolwatch.probes: there can be %d probes".formatted(Probe.MAX));
      }
      Trusts trusts =
          new Trusts(name -> tls.get(name).map(configuration -> Trust.of(configuration, vertx)));
      new TreeMap<>(settings.probes())
          .forEach((name, one) -> probes.add(Checks.probe(name, one, trusts, clock)));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("Toolwatch does not start: " + e.getMessage());
    }
    threads = pool("toolwatch-probe", THREADS);
    lookout = pool("toolwatch-probe-turns", 1);
    table = new ProbeTable(transactions);
    runner = new ProbeRunner(steady);
    flush = new ProbeFlush(states::drain, table::add, clock);
    shared = store.place() instanceof StoreLocation.Server;
    loop =
        new ProbeLoop(
            probes,
            table,
            new Turns(table, shared, steady, new SplittableRandom(), lookout),
            states,
            runner,
            threads);
  }

  private static ThreadPoolExecutor pool(String name, int size) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(Probe.MAX),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Starts to check. To be called when the ports are open: a probe may be of this very process. */
  public void start() {
    if (!probes.isEmpty()) {
      scheduler
          .newJob(job)
          .setInterval("1s")
          .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
          .setTask(execution -> loop.tick())
          .schedule();
    }
  }

  /** Ends the checks, and leaves them to other replicas. */
  void onStop(@Observes @Priority(BEFORE_STORE) TenantStopping event) {
    loop.stop();
    threads.shutdownNow();
    lookout.shutdownNow();
    if (!probes.isEmpty()) {
      try {
        table.release();
      } catch (StoreException e) {
        LOG.debugf("Probes are left to other replicas only when their turns are over: %s", e);
      }
    }
  }

  /** All probes, by name. */
  public List<ProbeView> list() {
    return probes.stream().map(probe -> ProbeView.of(probe, states.of(probe))).toList();
  }

  /** The probe of a name. */
  public Optional<ProbeView> find(String name) {
    return list().stream().filter(probe -> probe.name().equals(name)).findFirst();
  }

  /**
   * Checks once, on this thread, and explains every step. Nothing of it is kept.
   *
   * @return empty if there is no such probe
   */
  public Optional<Explanation> explain(String name) {
    return probes.stream()
        .filter(probe -> probe.name().equals(name))
        .findFirst()
        .map(probe -> Explanation.of(probe, runner.run(probe)));
  }

  @Override
  public String task() {
    return "probes";
  }

  @Override
  public void flushed() {
    if (probes.isEmpty()) {
      return;
    }
    flush.flush();
    if (shared) {
      states.show(table.statuses(), loop.held());
    }
    long dropped = states.dropped();
    if (dropped > told && pace.happened(0) > 0) {
      LOG.warnf(
          "The store was away for so long that %d minutes and changes of probes are not stored",
          dropped - told);
      told = dropped;
    }
  }

  @Override
  public void expire(Retention retention, Instant now) {
    table.expire(retention, now);
  }
}

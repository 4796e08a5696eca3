package dev.toolwatch.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** One run of the fleet, from its first operation to its last span. */
final class FleetRun implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(FleetRun.class);

  /** With these limits a stop takes less than two seconds. */
  private static final Duration LAST_SPANS_LIMIT = Duration.ofMillis(1_500);

  private static final Duration LAST_STEP_LIMIT = Duration.ofMillis(250);

  private final InstantSource clock;
  private final Instant end;
  private final DeliveryReport report;
  private final ScheduledThreadPoolExecutor scheduler;
  private final FleetTelemetry telemetry;
  private final Player player;
  private boolean closed;

  FleetRun(DemoSettings settings, Optional<String> token, InstantSource clock) {
    Checks.positive(settings.rate(), "toolwatch.demo.rate");
    Checks.positive(settings.daySpeedUp(), "toolwatch.demo.day-speed-up");
    this.clock = clock;
    Instant start = clock.instant();
    end = settings.duration().map(start::plus).orElse(Instant.MAX);
    Traffic traffic = new Traffic(Fleet.SERVERS, settings.users(), settings.seed());
    // Separate from the traffic's generator, so that changes of the spans do not change the plan.
    SeededIds ids = new SeededIds(new SplittableRandom(~settings.seed()));
    report = new DeliveryReport(clock);
    Exporters exporters =
        new Exporters(settings.grpcEndpoint(), settings.httpEndpoint(), token, report);
    telemetry =
        new FleetTelemetry(
            exporters::spanExporter, exporters::logExporter, exporters::metricExporter, ids, clock);
    player =
        new Player(
            traffic,
            new DayCurve(start, settings.daySpeedUp()),
            settings.rate(),
            new Emitter(telemetry::process, telemetry.agent())::emit);
    scheduler = new ScheduledThreadPoolExecutor(1, FleetRun::thread);
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  void begin() {
    scheduler.execute(this::step);
  }

  DeliveryReport report() {
    return report;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Sends the waiting spans and ends all threads. Idempotent and thread-safe. */
  @Override
  public void close() {
    scheduler.shutdown();
    try {
      boolean unused =
          scheduler.awaitTermination(LAST_STEP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    finish();
  }

  private void step() {
    try {
      Instant now = clock.instant();
      if (now.isBefore(end)) {
        Duration wait = Duration.between(now, player.playUntil(now));
        var unused = scheduler.schedule(this::step, wait.toNanos(), TimeUnit.NANOSECONDS);
      } else {
        scheduler.shutdown();
        finish();
      }
    } catch (RejectedExecutionException e) {
      // It was closed in the meantime.
    } catch (RuntimeException e) {
      LOG.error("The demo has stopped because of an error", e);
    }
  }

  private synchronized void finish() {
    if (closed) {
      return;
    }
    telemetry.close(LAST_SPANS_LIMIT);
    closed = true;
    LOG.infof(
        "The demo has stopped: %d operations, %d spans and log records delivered, %d lost",
        player.played(), report.delivered(), report.lost());
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "toolwatch-demo");
    thread.setDaemon(true);
    return thread;
  }
}

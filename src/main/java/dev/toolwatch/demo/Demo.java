package dev.toolwatch.demo;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Starts and stops the simulated fleet. Call {@link #start} when the OTLP servers listen.
 *
 * <p>One thread makes the spans. If a target is unreachable, its spans are lost and one warning a
 * minute is logged.
 */
@Singleton
public final class Demo {
  private static final Logger LOG = Logger.getLogger(Demo.class);

  private final DemoSettings settings;
  private final InstantSource clock;
  private FleetRun run;

  @Inject
  Demo(DemoSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Starts the fleet, if it is enabled and not running.
   *
   * @param otherToken makes the bearer token, if the settings have none
   */
  public synchronized void start(Supplier<Optional<String>> otherToken) {
    if (!settings.enabled() || run != null) {
      return;
    }
    run = new FleetRun(settings, settings.token().or(otherToken), clock);
    run.begin();
    LOG.infof(
        "The demo sends %s operations a second as %d MCP servers and %d users to %s and %s",
        settings.rate(),
        Fleet.SERVERS.size(),
        settings.users(),
        settings.grpcEndpoint(),
        settings.httpEndpoint());
  }

  /** What the fleet has done before now; empty if it is not to have a past. */
  public Optional<Story> story() {
    return settings.enabled() && settings.past()
        ? Optional.of(
            new Story(settings.rate(), settings.users(), settings.seed(), clock.instant()))
        : Optional.empty();
  }

  /** Whether the fleet is enabled. */
  public boolean isEnabled() {
    return settings.enabled();
  }

  /** Stops the fleet and sends its remaining spans, within two seconds. Idempotent. */
  @PreDestroy
  public synchronized void stop() {
    if (run != null) {
      run.close();
      run = null;
    }
  }
}

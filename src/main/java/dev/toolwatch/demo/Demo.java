package dev.toolwatch.demo;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Starts and stops the made-up fleet. Call {@link #start} once the OTLP servers listen.
 *
 * <p>Spans are made on one thread. A target that is away costs the spans that it misses and one
 * warning a minute, nothing else.
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
   * Starts the fleet, if it is enabled and does not run already.
   *
   * @param otherToken makes the bearer token to send with where the settings name none
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

  /** Whether the fleet is told to send anything. */
  public boolean isEnabled() {
    return settings.enabled();
  }

  /** Stops the fleet and sends what it has made, within two seconds. Does nothing when stopped. */
  @PreDestroy
  public synchronized void stop() {
    if (run != null) {
      run.close();
      run = null;
    }
  }
}

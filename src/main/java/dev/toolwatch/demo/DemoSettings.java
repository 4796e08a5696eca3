package dev.toolwatch.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The settings of the simulated fleet. */
@ConfigMapping(prefix = "toolwatch.demo")
interface DemoSettings {

  /** Whether the fleet runs. The argument {@code --demo} enables it. */
  @WithDefault("false")
  boolean enabled();

  /** Mean operations a second over a working day. Above 0, at most 100000. */
  @WithDefault("20")
  double rate();

  /** Users of the fleet, 1 to 100000. The last one is the client that calls missing tools. */
  @WithDefault("150")
  int users();

  /** Whether an empty store is filled with a past of 90 days first. */
  @WithDefault("true")
  boolean past();

  /** Two runs with the same seed make the same sequence of operations and trace ids. */
  @WithDefault("42")
  long seed();

  /**
   * How many times faster than the clock the day curve runs, beginning at the time of day of the
   * start. With 24, a day takes an hour. Durations and timestamps stay real.
   */
  @WithDefault("1")
  double daySpeedUp();

  /** How long the fleet runs; by default until the service stops. */
  Optional<Duration> duration();

  /** The endpoint of servers that use OTLP/gRPC; by default this service. */
  @WithDefault("http://${toolwatch.host:127.0.0.1}:${toolwatch.otlp.grpc-port:4317}")
  URI grpcEndpoint();

  /** The endpoint of servers that use OTLP/HTTP, without a path; by default this service. */
  @WithDefault("http://${toolwatch.host:127.0.0.1}:${toolwatch.otlp.http-port:4318}")
  URI httpEndpoint();

  /** The bearer token that the fleet sends; by default this service provides one. */
  Optional<String> token();
}

package dev.toolwatch.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The made-up fleet's settings. */
@ConfigMapping(prefix = "toolwatch.demo")
interface DemoSettings {

  /** Whether the fleet sends anything. The argument {@code --demo} sets it. */
  @WithDefault("false")
  boolean enabled();

  /** Operations a second, the mean over a day. Above 0, at most 100000. */
  @WithDefault("20")
  double rate();

  /** Users of the fleet, 1 to 100000. The last of them is the client that calls missing tools. */
  @WithDefault("300")
  int users();

  /** Two runs with the same seed make the same sequence of operations and of trace ids. */
  @WithDefault("42")
  long seed();

  /**
   * How many times faster than the clock the day passes for the day curve, from its time of day at
   * the start on; 24 makes a day of an hour. Durations and timestamps stay real.
   */
  @WithDefault("1")
  double daySpeedUp();

  /** How long the fleet sends. Until the service stops, where it is not set. */
  Optional<Duration> duration();

  /** Where the servers that speak OTLP/gRPC send to. By default this service itself. */
  @WithDefault("http://${toolwatch.host:127.0.0.1}:${toolwatch.otlp.grpc-port:4317}")
  URI grpcEndpoint();

  /** Where the servers that speak OTLP/HTTP send to, without a path. By default this service. */
  @WithDefault("http://${toolwatch.host:127.0.0.1}:${toolwatch.otlp.http-port:4318}")
  URI httpEndpoint();

  /** The bearer token that the fleet sends with. This service gives it one where it is not set. */
  Optional<String> token();
}

package dev.toolwatch.otlp;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of the OTLP receiver. */
@ConfigMapping(prefix = "toolwatch.otlp")
interface OtlpSettings {
  /** The port of OTLP/gRPC. 0 means any free port. */
  @WithDefault("4317")
  int grpcPort();

  /** The port of OTLP/HTTP. 0 means any free port. */
  @WithDefault("4318")
  int httpPort();

  /**
   * The number of event loops that receive requests, each with its own shard. 0 means one for each
   * processor.
   */
  @WithDefault("0")
  int eventLoops();

  /** The maximum size of a request after decompression. Larger requests are refused. */
  @WithDefault("64M")
  MemorySize maxRequestSize();

  /** The maximum number of spans in a request. Requests with more are refused. */
  @WithDefault("100000")
  int maxRequestSpans();

  /**
   * The maximum bytes of requests received but not yet answered. Above it, senders are told to
   * retry.
   */
  @WithDefault("128M")
  MemorySize maxInFlight();

  /** The maximum number of connections to both ports together. Further ones are closed at once. */
  @WithDefault("10000")
  int maxConnections();

  /** The time in which a request must arrive completely. */
  @WithDefault("30s")
  Duration requestTimeout();

  /** The time after which a connection without traffic is closed. */
  @WithDefault("5m")
  Duration idleTimeout();

  /** The time that requests in flight get to finish when Toolwatch stops. */
  @WithDefault("10s")
  Duration drainTimeout();
}

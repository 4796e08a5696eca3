package dev.toolwatch.otlp;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The OTLP receiver. */
@ConfigMapping(prefix = "toolwatch.otlp")
interface OtlpSettings {
  /** Port of OTLP/gRPC; 0 takes a free one. */
  @WithDefault("4317")
  int grpcPort();

  /** Port of OTLP/HTTP; 0 takes a free one. */
  @WithDefault("4318")
  int httpPort();

  /** Event loops that receive, each with a shard of its own; 0 for one a processor. */
  @WithDefault("0")
  int eventLoops();

  /** Size of a request after decompression above which it is refused. */
  @WithDefault("64M")
  MemorySize maxRequestSize();

  /** Spans of one request above which it is refused. */
  @WithDefault("100000")
  int maxRequestSpans();

  /** Bytes of requests received and not yet answered; above it senders are told to retry. */
  @WithDefault("128M")
  MemorySize maxInFlight();

  /** Connections to both ports together; more are closed at once. */
  @WithDefault("10000")
  int maxConnections();

  /** Time in which a request has to arrive whole. */
  @WithDefault("30s")
  Duration requestTimeout();

  /** Time after which a connection that nothing comes over is closed. */
  @WithDefault("5m")
  Duration idleTimeout();

  /** Time that requests in flight are given to finish when Toolwatch stops. */
  @WithDefault("10s")
  Duration drainTimeout();
}

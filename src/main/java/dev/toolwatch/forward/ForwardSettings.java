package dev.toolwatch.forward;

import dev.toolwatch.signal.Signal;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where OTLP data goes on to. */
@ConfigMapping(prefix = "toolwatch.forward")
interface ForwardSettings {
  /** The targets by name. */
  Map<String, TargetSettings> targets();

  /** The maximum bytes that wait in memory, shared evenly by the targets. */
  @WithDefault("32M")
  MemorySize maxMemory();

  /** The maximum bytes that wait on disk, shared evenly by the targets. 0 means none. */
  @WithDefault("512M")
  MemorySize spool();

  /** The time that targets get to take what waits in memory when Toolwatch stops. */
  @WithDefault("5s")
  Duration drainTimeout();

  /** One target. */
  interface TargetSettings {
    /** The OTLP endpoint, such as {@code http://jaeger:4317}; {@code https} for TLS. */
    String endpoint();

    /** {@code grpc} or {@code http/protobuf}; by default what the port is for. */
    Optional<String> protocol();

    /** What is forwarded. */
    @WithDefault("traces")
    Set<Signal> signals();

    /** Which traces are forwarded. */
    @WithDefault("kept")
    Traces traces();

    /** Whether what may be secret in traces is replaced before they are sent. */
    @WithDefault("false")
    boolean redact();

    /** Headers of every request, such as one with a token. */
    Map<String, String> headers();

    /** The time in which the target must answer a request. */
    @WithDefault("10s")
    Duration timeout();

    /** Whether requests are compressed. */
    @WithDefault("none")
    Compression compression();

    /** The configuration of Quarkus' TLS registry for an endpoint with {@code https}. */
    Optional<String> tlsConfigurationName();
  }

  /** Which traces are forwarded. Both mean every trace if {@code toolwatch.traces.enabled} is false. */
  enum Traces {
    KEPT,
    ALL
  }

  /** How requests are compressed. */
  enum Compression {
    NONE,
    GZIP
  }
}

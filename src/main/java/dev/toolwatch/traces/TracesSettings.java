package dev.toolwatch.traces;

import dev.toolwatch.signal.Redaction;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which traces are kept. */
@ConfigMapping(prefix = "toolwatch.traces")
interface TracesSettings {
  /** Whether spans wait to be decided on. */
  @WithDefault("true")
  boolean enabled();

  /** How long a trace without its root may take. */
  @WithName("wait")
  @WithDefault("10s")
  Duration waitTime();

  /** How long nothing may have come of a trace with its root. */
  @WithDefault("2s")
  Duration linger();

  /** The maximum bytes of all that waits, over all event loops. */
  @WithDefault("32M")
  MemorySize buffer();

  /** The time above which a call is slow, or {@code p99} for that of its tool. */
  @WithDefault("p99")
  String slow();

  /** Traces with errors kept each minute, of each service, tool and error type. */
  @WithDefault("60")
  int errorsPerMinute();

  /** Traces kept each minute of each service, tool and outcome. */
  @WithDefault("1")
  int eachPerMinute();

  /** The share of all others that is kept, from 0 to 1. */
  @WithDefault("0.01")
  double ratio();

  /** The maximum bytes of kept traces in the store, compressed. 0 keeps none. */
  @WithDefault("256M")
  MemorySize keep();

  /** How long the store keeps a trace. */
  @WithDefault("7d")
  Duration retention();

  /** The attributes whose values are replaced before a trace is stored: see {@link Redaction}. */
  @WithDefault(Redaction.DEFAULT_ATTRIBUTES)
  Optional<List<String>> redactedAttributes();
}

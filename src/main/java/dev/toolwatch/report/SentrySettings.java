package dev.toolwatch.report;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Whether and how errors are reported to Sentry. */
@ConfigMapping(prefix = "toolwatch.sentry")
interface SentrySettings {
  /** The DSN of the project; nothing is reported without it. */
  Optional<String> dsn();

  /** The environment of all events; by default that of the service. */
  Optional<String> environment();

  /** The release of all events; by default the version of the service. */
  Optional<String> release();

  /** The time between two events of a group that goes on. */
  @WithDefault("1h")
  Duration minInterval();

  /** The share of the groups that are reported, from 0 to 1. */
  @WithDefault("1.0")
  double sampleRate();
}

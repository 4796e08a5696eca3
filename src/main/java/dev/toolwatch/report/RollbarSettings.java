package dev.toolwatch.report;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Whether and how errors are reported to Rollbar. */
@ConfigMapping(prefix = "toolwatch.rollbar")
interface RollbarSettings {
  /** An access token of the project that may post items; nothing is reported without it. */
  Optional<String> token();

  /** Where items are posted. */
  @WithDefault("https://api.rollbar.com/api/1/item/")
  String endpoint();

  /** The environment of all items; by default that of the service. */
  Optional<String> environment();

  /** The code version of all items; by default the version of the service. */
  Optional<String> release();

  /** The time between two items of a group that goes on. */
  @WithDefault("1h")
  Duration minInterval();

  /** The share of the groups that are reported, from 0 to 1. */
  @WithDefault("1.0")
  double sampleRate();
}

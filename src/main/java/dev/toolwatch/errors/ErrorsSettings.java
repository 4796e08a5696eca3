package dev.toolwatch.errors;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** How errors are grouped and kept. */
@ConfigMapping(prefix = "toolwatch.errors")
interface ErrorsSettings {
  /** The maximum number of groups, beside one for the rest of each service. */
  @WithDefault("2000")
  int maxGroups();

  /** How many errors of each group the store keeps whole. */
  @WithDefault("5")
  int samples();

  /** What belongs to the application in a stack trace, as patterns: see {@link InAppFrames}. */
  Optional<List<String>> inApp();

  /** Whether IP addresses are replaced in messages and files. */
  @WithDefault("false")
  boolean redactIpAddresses();

  /** Regular expressions for what else is replaced in messages and stack traces. */
  Optional<List<String>> redactedPatterns();
}

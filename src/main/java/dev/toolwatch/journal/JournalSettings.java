package dev.toolwatch.journal;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether requests are kept on disk before they are answered. */
@ConfigMapping(prefix = "toolwatch.journal")
interface JournalSettings {
  /** Whether they are. */
  @WithDefault("false")
  boolean enabled();

  /** The maximum bytes on disk; above it, requests are refused. */
  @WithDefault("1G")
  MemorySize maxSize();
}

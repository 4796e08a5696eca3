package dev.toolwatch.usage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;

/** How use is told apart by days, sessions and users. */
@ConfigMapping(prefix = "toolwatch.usage")
public interface UsageSettings {
  /** Time zone of the calendar's days and weeks. */
  @WithDefault("UTC")
  ZoneId timeZone();

  /** Longest pause within a session; after it a user's session is over and the next one begins. */
  @WithDefault("30m")
  Duration sessionPause();

  /** Minutes of series that may wait for the store to take them, over all event loops. */
  @WithDefault("100000")
  int maxRows();

  /** Sessions that are followed at once, and that may wait for the store to take them. */
  @WithDefault("100000")
  int maxSessions();

  /** Memory for telling users apart between two flushes, over all event loops, in bytes. */
  @WithDefault("67108864")
  long maxUserMemory();
}

package dev.toolwatch.usage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;

/** The settings for days, sessions and users. */
@ConfigMapping(prefix = "toolwatch.usage")
public interface UsageSettings {
  /** The time zone of calendar days and weeks. */
  @WithDefault("UTC")
  ZoneId timeZone();

  /**
   * The longest pause within a session. After it, a user's session is over and a new one starts.
   */
  @WithDefault("30m")
  Duration sessionPause();

  /**
   * The maximum number of rows (one series in one minute) that wait for a flush, over all event
   * loops.
   */
  @WithDefault("100000")
  int maxRows();

  /**
   * The maximum number of sessions tracked at once, but no more than fit in a small heap. As many may
   * wait for a flush.
   */
  @WithDefault("100000")
  int maxSessions();

  /**
   * The maximum memory, in bytes, for telling users apart between two flushes, over all event
   * loops, but no more than a sixteenth of the heap.
   */
  @WithDefault("67108864")
  long maxUserMemory();
}

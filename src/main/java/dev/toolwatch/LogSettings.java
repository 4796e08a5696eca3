package dev.toolwatch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How Toolwatch writes its log. */
@ConfigMapping(prefix = "toolwatch.log")
interface LogSettings {
  /** The format of lines: auto, json or text. */
  @WithDefault("auto")
  LogFormat format();
}

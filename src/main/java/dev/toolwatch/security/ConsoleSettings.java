package dev.toolwatch.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The console, and the sessions of those who log in to it. */
@ConfigMapping(prefix = "toolwatch.console")
public interface ConsoleSettings {
  /** Whether the API's port serves the console. */
  @WithDefault("true")
  boolean enabled();

  /** How long a session lasts from the login, however much it is used. */
  @WithDefault("12h")
  Duration session();
}

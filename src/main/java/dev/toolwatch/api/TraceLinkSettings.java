package dev.toolwatch.api;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Where else a trace can be seen. */
@ConfigMapping(prefix = "toolwatch.console")
interface TraceLinkSettings {
  /** The address of a trace elsewhere, with {@code {trace_id}} in place of its id. */
  Optional<String> traceLink();
}

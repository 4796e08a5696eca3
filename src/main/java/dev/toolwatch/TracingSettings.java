package dev.toolwatch;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Toolwatch's own spans. */
@ConfigMapping(prefix = "toolwatch.tracing")
interface TracingSettings {
  /**
   * The OTLP endpoint to which Toolwatch sends its own spans. The default is {@code
   * OTEL_EXPORTER_OTLP_ENDPOINT}; without both, it sends none.
   */
  Optional<URI> endpoint();
}

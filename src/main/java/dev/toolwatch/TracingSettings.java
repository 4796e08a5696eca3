package dev.toolwatch;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Toolwatch's own spans. */
@ConfigMapping(prefix = "toolwatch.tracing")
interface TracingSettings {
  /**
   * The OTLP endpoint that Toolwatch's own spans go to. Where it is not set it is what {@code
   * OTEL_EXPORTER_OTLP_ENDPOINT} says; without both there are no spans.
   */
  Optional<URI> endpoint();
}

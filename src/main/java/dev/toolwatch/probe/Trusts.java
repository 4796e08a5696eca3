package dev.toolwatch.probe;

import java.util.Optional;
import java.util.function.Function;

/** Whom probes trust. They share the JVM's authorities, which take a megabyte. Thread-safe. */
final class Trusts {
  private final Function<String, Optional<Trust>> configured;
  private Trust ofJvm;

  /**
   * @param configured the configurations of the TLS registry by name
   */
  Trusts(Function<String, Optional<Trust>> configured) {
    this.configured = configured;
  }

  /** That of a configuration; empty if there is none of the name. */
  Optional<Trust> of(String configuration) {
    return configured.apply(configuration);
  }

  /** That of probes without a configuration. */
  synchronized Trust ofJvm() {
    if (ofJvm == null) {
      ofJvm = Trust.ofJvm();
    }
    return ofJvm;
  }
}

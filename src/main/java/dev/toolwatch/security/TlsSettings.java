package dev.toolwatch.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** TLS of all ports. */
@ConfigMapping(prefix = "toolwatch.tls")
interface TlsSettings {
  /**
   * The configuration of Quarkus' TLS registry that all ports are served with: the part behind {@code
   * quarkus.tls.}. Where it is not set the registry's default one is taken, if that has a key store.
   */
  Optional<String> configurationName();

  /** Whether clients are asked for a certificate: none, request or required. */
  @WithDefault("none")
  ClientCertificate clientAuth();
}

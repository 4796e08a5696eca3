package dev.toolwatch.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** TLS for all ports. */
@ConfigMapping(prefix = "toolwatch.tls")
interface TlsSettings {
  /**
   * The configuration of Quarkus' TLS registry for all ports: the part after {@code quarkus.tls.}.
   * If it is not set, the registry's default configuration is used, if that has a key store.
   */
  Optional<String> configurationName();

  /** Whether clients need a certificate: none, request or required. */
  @WithDefault("none")
  ClientCertificate clientAuth();
}

package dev.toolwatch.security;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SSLOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/**
 * TLS from Quarkus' TLS registry, for the servers that Toolwatch creates itself. {@link TlsSwitch}
 * does it for the servers of Quarkus. Thread-safe.
 */
@ApplicationScoped
public class Tls {
  private static final Logger LOG = Logger.getLogger(Tls.class);

  private static final String NO_START = "Toolwatch does not start: ";

  private final TlsSettings settings;
  private final TlsConfigurationRegistry registry;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

  Tls(TlsSettings settings, TlsConfigurationRegistry registry) {
    this.settings = settings;
    this.registry = registry;
  }

  /** Whether the ports use TLS. */
  public boolean isOn() {
    return configuration().isPresent();
  }

  private Optional<TlsConfiguration> configuration() {
    Optional<String> name = settings.configurationName();
    if (name.isEmpty()) {
      return registry.getDefault().filter(usual -> usual.getKeyStoreOptions() != null);
    }
    TlsConfiguration named =
        registry
            .get(name.get())
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        (NO_START
                                + "toolwatch.tls.configuration-name is %s, but nothing is set by quarkus.tls.%s")
                            .formatted(name.get(), name.get())));
    if (named.getKeyStoreOptions() == null) {
      throw new ConfigurationException(
          (NO_START + "toolwatch.tls.configuration-name is %s, but quarkus.tls.%s has no key store")
              .formatted(name.get(), name.get()));
    }
    return Optional.of(named);
  }

  /** Adds TLS to the options of a server, if it is on. */
  public void secure(HttpServerOptions options) {
    Optional<TlsConfiguration> configured = configuration();
    if (configured.isEmpty()) {
      if (settings.clientAuth() == ClientCertificate.REQUIRED) {
        throw new ConfigurationException(
            NO_START
                + "toolwatch.tls.client-auth=required needs TLS: see toolwatch.tls.configuration-name");
      }
      return;
    }
    TlsConfiguration tls = configured.get();
    SSLOptions ssl = tls.getSSLOptions();
    options
        .setSsl(true)
        .setSni(tls.usesSni())
        .setKeyCertOptions(tls.getKeyStoreOptions())
        .setClientAuth(settings.clientAuth().clientAuth())
        .setUseAlpn(ssl.isUseAlpn())
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
        .setEnabledSecureTransportProtocols(ssl.getEnabledSecureTransportProtocols())
        .setSslHandshakeTimeout(ssl.getSslHandshakeTimeout())
        .setSslHandshakeTimeoutUnit(ssl.getSslHandshakeTimeoutUnit());
    ssl.getEnabledCipherSuites().forEach(options::addEnabledCipherSuite);
    ssl.getCrlValues().forEach(options::addCrlValue);
    if (tls.getTrustStoreOptions() != null) {
      options.setTrustOptions(tls.getTrustStoreOptions());
    }
  }

  /** Keeps the certificate of a TLS server up to date. */
  public void follow(HttpServer server) {
    servers.add(server);
  }

  /** Open connections keep their certificate. */
  void renewed(@Observes CertificateUpdatedEvent event) {
    if (isOn()
        && event.name().equals(settings.configurationName().orElse(TlsConfig.DEFAULT_NAME))) {
      // The servers of a port share their TLS state. A second update would only cost connections,
      // because one that arrives during an update fails.
      Set<Integer> updated = new HashSet<>();
      for (HttpServer server : servers) {
        if (updated.add(server.actualPort())) {
          server
              .updateSSLOptions(event.tlsConfiguration().getSSLOptions())
              .onFailure(
                  cause ->
                      LOG.error(
                          "An OTLP port could not load its new certificate and keeps the old one",
                          cause));
        }
      }
      LOG.infof("The OTLP ports use the new certificate of %s", event.name());
    }
  }
}

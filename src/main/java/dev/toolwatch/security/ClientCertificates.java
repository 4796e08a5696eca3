package dev.toolwatch.security;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Client certificates on the ports that Quarkus serves. The API's port requires them in the
 * handshake. The management port only requests them, because its health checks stay open; other
 * requests without one are refused later.
 */
@ApplicationScoped
class ClientCertificates implements HttpServerOptionsCustomizer {
  private final TlsSettings settings;

  ClientCertificates(TlsSettings settings) {
    this.settings = settings;
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    options.setClientAuth(settings.clientAuth().clientAuth());
  }

  /** Whether the request lacks a certificate that it needs. */
  boolean isMissing(HttpServerRequest request) {
    return settings.clientAuth() == ClientCertificate.REQUIRED && !hasCertificate(request);
  }

  private static boolean hasCertificate(HttpServerRequest request) {
    try {
      return request.isSSL() && request.sslSession().getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }
}

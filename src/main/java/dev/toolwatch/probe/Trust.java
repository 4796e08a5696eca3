package dev.toolwatch.probe;

import io.quarkus.tls.TlsConfiguration;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whom a probe trusts, and what it shows of itself in turn. Thread-safe. */
final class Trust {
  private final X509ExtendedTrustManager trusted;
  private final KeyManager[] keys;
  private final boolean verifiesNames;

  private Trust(X509ExtendedTrustManager trusted, KeyManager[] keys, boolean verifiesNames) {
    this.trusted = trusted;
    this.keys = keys;
    this.verifiesNames = verifiesNames;
  }

  /** The authorities that the JVM trusts, without a certificate of one's own. */
  static Trust ofJvm() {
    return new Trust(manager(null), null, true);
  }

  /** Those in a key store; the JVM's if it is null. */
  static Trust of(KeyStore authorities) {
    return new Trust(manager(authorities), null, true);
  }

  /**
   * What a configuration of the TLS registry says.
   *
   * @throws IllegalArgumentException if its key cannot be used
   */
  static Trust of(TlsConfiguration configuration, Vertx vertx) {
    X509ExtendedTrustManager trusted =
        configuration.isTrustAll() ? new TrustAll() : manager(configuration.getTrustStore());
    boolean verifies =
        configuration
            .getHostnameVerificationAlgorithm()
            .map(algorithm -> !algorithm.equalsIgnoreCase("NONE"))
            .orElse(true);
    return new Trust(trusted, keys(configuration.getKeyStoreOptions(), vertx), verifies);
  }

  private static KeyManager[] keys(KeyCertOptions options, Vertx vertx) {
    if (options == null) {
      return null;
    }
    try {
      return options.getKeyManagerFactory(vertx).getKeyManagers();
    } catch (Exception e) { // as it is declared
      throw new IllegalArgumentException("the key store cannot be used: " + e.getMessage(), e);
    }
  }

  private static X509ExtendedTrustManager manager(KeyStore authorities) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(authorities);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager trusted) {
          return trusted;
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the trust store cannot be used: " + e.getMessage(), e);
    }
    throw new IllegalStateException("the JVM cannot verify certificates");
  }

  /** Whether a certificate must be for the host's name. */
  boolean verifiesNames() {
    return verifiesNames;
  }

  /** Makes the sockets of one connection: without sessions of earlier ones, so that certificates come. */
  SSLSocketFactory sockets(SeenCertificate seen) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {seen}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JVM has TLS
    }
  }

  /** Looks at the certificate of one connection. */
  SeenCertificate seen() {
    return new SeenCertificate(trusted);
  }

  /** For {@code trust-all}. */
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

package dev.toolwatch.probe;

import dev.toolwatch.testing.Keytool;
import dev.toolwatch.testing.OwnDirectory;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of servers, good and bad, from an authority of the tests. Made once by the JDK's keytool. */
final class ProbeCertificates {
  private static final String PASSWORD = "not-so-secret";
  private static final ProbeCertificates MADE = new ProbeCertificates();

  private final Path directory = OwnDirectory.of("test-certificates").resolve("probe");
  private final KeyStore authority;
  private final KeyStore server;

  private ProbeCertificates() {
    try {
      Files.createDirectories(directory);
      for (String file : List.of("ca.p12", "server.p12", "server.csr")) {
        Files.deleteIfExists(directory.resolve(file));
      }
      // Valid before those that it signs, some of which have expired.
      Keytool.pair(
          directory.resolve("ca.p12"),
          PASSWORD,
          "key",
          "CN=authority of the tests",
          "-validity",
          "365",
          "-startdate",
          "-30d",
          "-ext",
          "bc:c");
      Keytool.pair(directory.resolve("server.p12"), PASSWORD, "key", "CN=stand-in");
      Keytool.run(
          "-certreq",
          "-alias",
          "key",
          "-keystore",
          path("server.p12"),
          "-file",
          path("server.csr"),
          "-storepass",
          PASSWORD);
      authority = load("ca.p12");
      server = load("server.p12");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For localhost and 127.0.0.1, valid for 30 days. */
  static SSLContext good() {
    return MADE.signed("good", "SAN=dns:localhost,ip:127.0.0.1", "-0d", "30");
  }

  /** It ended five days ago. */
  static SSLContext expired() {
    return MADE.signed("expired", "SAN=dns:localhost,ip:127.0.0.1", "-10d", "5");
  }

  /** For another host. */
  static SSLContext foreign() {
    return MADE.signed("foreign", "SAN=dns:shop.example.com,dns:www.example.com", "-0d", "30");
  }

  /** Signed by nobody but itself. */
  static SSLContext untrusted() {
    try {
      return context(MADE.server);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Trusts the authority of the tests and nobody else. */
  static Trust trust() {
    return Trust.of(authorities());
  }

  /** The certificate that nobody signed, with its key: a client may show it. */
  static PfxOptions client() {
    return new PfxOptions().setPath(MADE.path("server.p12")).setPassword(PASSWORD);
  }

  /** As good, but wants the client's certificate. */
  static SSLContext mutual() {
    try {
      KeyStore clients = KeyStore.getInstance("PKCS12");
      clients.load(null, null);
      clients.setCertificateEntry("client", MADE.server.getCertificate("key"));
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(clients);
      return MADE.signed("mutual", "SAN=ip:127.0.0.1", "-0d", "30", factory.getTrustManagers());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The authority of the tests. */
  static KeyStore authorities() {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", MADE.authority.getCertificate("key"));
      return trusted;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private SSLContext signed(
      String name, String names, String from, String days, TrustManager... trusted) {
    String file = path(name + ".crt");
    Keytool.run(
        "-gencert",
        "-alias",
        "key",
        "-keystore",
        path("ca.p12"),
        "-infile",
        path("server.csr"),
        "-outfile",
        file,
        "-ext",
        names,
        "-startdate",
        from,
        "-validity",
        days,
        "-storepass",
        PASSWORD);
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      X509Certificate leaf =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry(
          "key",
          server.getKey("key", PASSWORD.toCharArray()),
          PASSWORD.toCharArray(),
          new Certificate[] {leaf, authority.getCertificate("key")});
      return context(keys, trusted);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext context(KeyStore keys, TrustManager... trusted)
      throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), trusted.length == 0 ? null : trusted, null);
    return context;
  }

  private KeyStore load(String file) throws IOException {
    try {
      return KeyStore.getInstance(directory.resolve(file).toFile(), PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String path(String file) {
    return directory.resolve(file).toString();
  }
}

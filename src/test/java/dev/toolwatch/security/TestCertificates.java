package dev.toolwatch.security;

import dev.toolwatch.testing.Keytool;
import dev.toolwatch.testing.OwnDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Self-signed certificates, made by the JDK's keytool: one of the server, one of a client. */
public final class TestCertificates {
  public static final String PASSWORD = "not-so-secret";

  private final Path directory;

  private TestCertificates(Path directory) {
    this.directory = directory;
  }

  /** Makes them anew. */
  public static TestCertificates make(String name) {
    TestCertificates certificates = in(name);
    try {
      Files.createDirectories(certificates.directory);
      for (String file : List.of("server.p12", "client.p12", "clients.p12", "client.crt")) {
        Files.deleteIfExists(certificates.path(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    certificates.makeServer("server.p12");
    certificates.makeKey("client.p12", "CN=a client");
    Keytool.run(
        "-exportcert",
        "-alias",
        "key",
        "-keystore",
        certificates.path("client.p12").toString(),
        "-file",
        certificates.path("client.crt").toString(),
        "-storepass",
        PASSWORD);
    Keytool.run(
        "-importcert",
        "-noprompt",
        "-alias",
        "client",
        "-storetype",
        "PKCS12",
        "-keystore",
        certificates.path("clients.p12").toString(),
        "-file",
        certificates.path("client.crt").toString(),
        "-storepass",
        PASSWORD);
    return certificates;
  }

  /** Those made before. */
  static TestCertificates in(String name) {
    return new TestCertificates(OwnDirectory.of("test-certificates").resolve(name));
  }

  /** Settings of the registry's configuration of this name. */
  Map<String, String> settings(String configuration) {
    String prefix = configuration.isEmpty() ? "quarkus.tls." : "quarkus.tls." + configuration + ".";
    return Map.of(
        prefix + "key-store.p12.path",
        path("server.p12").toString(),
        prefix + "key-store.p12.password",
        PASSWORD,
        prefix + "trust-store.p12.path",
        path("clients.p12").toString(),
        prefix + "trust-store.p12.password",
        PASSWORD);
  }

  public Path path(String file) {
    return directory.resolve(file);
  }

  void makeServer(String file) {
    makeKey(file, "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1");
  }

  private void makeKey(String file, String name, String... more) {
    Keytool.pair(path(file), PASSWORD, "key", name, more);
  }

  /** A client that trusts the server in this file, and shows its own certificate or none. */
  TestClient client(String server, boolean withCertificate) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("server", load(server).getCertificate("key"));
      trust.init(trusted);
      TrustManager[] trusting = trust.getTrustManagers();
      KeyManager[] keys = new KeyManager[0];
      if (withCertificate) {
        KeyManagerFactory own =
            KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(load("client.p12"), PASSWORD.toCharArray());
        keys = own.getKeyManagers();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trusting, null);
      return TestClient.tls(context, trusting, keys);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore load(String file) {
    try (InputStream in = Files.newInputStream(path(file))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

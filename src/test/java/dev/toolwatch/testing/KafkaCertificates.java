package dev.toolwatch.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;

/**
 * A private authority, certificates for a broker at 127.0.0.1, and one of a client, made by the JDK's
 * keytool. Brokers get PKCS #12, Toolwatch PEM.
 */
public final class KafkaCertificates {
  static final String PASSWORD = "not-so-secret";

  private static final String BROKER = "CN=broker";

  private final Path directory;
  private final Path all;

  private KafkaCertificates(Path directory) {
    this.directory = directory;
    all = directory.resolve("all.p12");
  }

  /** Makes them in a directory that is not there yet. */
  public static KafkaCertificates make(Path directory)
      throws IOException, InterruptedException, GeneralSecurityException {
    Files.createDirectories(directory);
    KafkaCertificates certificates = new KafkaCertificates(directory);
    certificates.pair("ca", "CN=authority of the tests", "-ext", "bc:c");
    certificates.pair("broker", BROKER, "-ext", "SAN=ip:127.0.0.1", "-signer", "ca");
    // The broker changes to another certificate only if it has the same names.
    certificates.pair("stranger", BROKER, "-ext", "SAN=ip:127.0.0.1");
    certificates.pair("client", "CN=toolwatch", "-signer", "ca");
    certificates.split();
    return certificates;
  }

  private void pair(String alias, String name, String... more) {
    Keytool.pair(all, PASSWORD, alias, name, more);
  }

  private void split() throws IOException, GeneralSecurityException {
    char[] password = PASSWORD.toCharArray();
    KeyStore made = KeyStore.getInstance(all.toFile(), password);
    Certificate authority = made.getCertificate("ca");
    for (String alias : List.of("broker", "stranger")) {
      KeyStore one = empty();
      one.setKeyEntry(
          alias, made.getKey(alias, password), password, made.getCertificateChain(alias));
      save(one, keys(alias));
    }
    KeyStore trusted = empty();
    trusted.setCertificateEntry("ca", authority);
    save(trusted, trusted());
    pem("ca.pem", "CERTIFICATE", authority.getEncoded());
    pem("client.pem", "CERTIFICATE", made.getCertificate("client").getEncoded());
    pem("client.key", "PRIVATE KEY", made.getKey("client", password).getEncoded());
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static void save(KeyStore store, Path file) throws IOException, GeneralSecurityException {
    try (var out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
  }

  private void pem(String file, String what, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
    Files.writeString(
        pem(file), "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, text, what));
  }

  /** One of {@code ca.pem}, {@code client.pem} and {@code client.key}. */
  public Path pem(String file) {
    return directory.resolve(file);
  }

  /** The key and certificate of {@code broker}, or of a {@code stranger} whom the authority does not know. */
  Path keys(String alias) {
    return directory.resolve(alias + ".p12");
  }

  /** The authority as brokers want it. */
  Path trusted() {
    return directory.resolve("trusted.p12");
  }
}

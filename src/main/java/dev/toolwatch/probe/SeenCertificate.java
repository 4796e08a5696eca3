package dev.toolwatch.probe;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts as another trust manager does, and keeps the certificate of the server and what is wrong with
 * it, in words for people. For one handshake.
 */
final class SeenCertificate extends X509ExtendedTrustManager {
  private static final int MAX_NAMES = 5;

  private final X509ExtendedTrustManager trust;
  private X509Certificate certificate;
  private String problem;

  SeenCertificate(X509ExtendedTrustManager trust) {
    this.trust = trust;
  }

  private interface Verification {
    void run() throws CertificateException;
  }

  private void verify(X509Certificate[] chain, Verification verification)
      throws CertificateException {
    certificate = chain[0];
    try {
      verification.run();
    } catch (CertificateException e) {
      problem = problem(chain[0], e);
      throw e;
    }
  }

  /** The certificate of the server; null if none came. */
  X509Certificate certificate() {
    return certificate;
  }

  /** What is wrong with it; null if nothing is. */
  String problem() {
    return problem;
  }

  private static String problem(X509Certificate leaf, CertificateException e) {
    try {
      leaf.checkValidity();
    } catch (CertificateExpiredException expired) {
      return "the certificate expired on " + day(leaf.getNotAfter().toInstant());
    } catch (CertificateNotYetValidException early) {
      return "the certificate is not valid before " + day(leaf.getNotBefore().toInstant());
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) {
        return "a certificate of the certificate's issuers has expired";
      }
    }
    // The JDK verifies the chain first, and then the name, without a cause.
    if (e.getCause() == null && String.valueOf(e.getMessage()).startsWith("No ")) {
      return "the certificate is for other names: " + names(leaf);
    }
    return "the certificate is not from a trusted authority";
  }

  private static String day(Instant time) {
    return time.toString().substring(0, 10);
  }

  /** The names that a certificate is for. */
  private static String names(X509Certificate leaf) {
    try {
      Collection<List<?>> names = leaf.getSubjectAlternativeNames();
      if (names != null) {
        return names.stream()
            .map(name -> name.get(1)) // the kind of the name, and the name
            .filter(String.class::isInstance)
            .map(Objects::toString)
            .limit(MAX_NAMES)
            .collect(Collectors.joining(", "));
      }
    } catch (CertificateParsingException e) {
      return "none that can be read";
    }
    return leaf.getSubjectX500Principal().getName();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    verify(chain, () -> trust.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    verify(chain, () -> trust.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    verify(chain, () -> trust.checkServerTrusted(chain, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }
}

package dev.toolwatch.probe;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.InterruptedByTimeoutException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;

/**
 * Opens connections to hosts. What was resolved is what is connected to, so that no second answer of
 * the resolver gets round the rules of {@link Addresses}. Thread-safe.
 */
final class Connector {
  private final boolean privateAllowed;
  private final Trust trust;

  /**
   * @param privateAllowed whether addresses of private networks may be connected to
   */
  Connector(boolean privateAllowed, Trust trust) {
    this.privateAllowed = privateAllowed;
    this.trust = trust;
  }

  /**
   * Connects to a host's first address that can be connected to. Writes down the steps {@code resolve}
   * and, for each address, {@code connect}.
   */
  DeadlineSocket connect(String host, int port, Steps steps)
      throws CheckFailure, InterruptedException {
    List<InetAddress> addresses = Addresses.resolve(host, privateAllowed, steps);
    CheckFailure failure = null;
    for (int i = 0; i < addresses.size(); i++) {
      String place = place(addresses.get(i), port);
      // One that never answers leaves time for the others.
      int millis = (int) Math.min(1 << 30, steps.remaining().toMillis() / (addresses.size() - i));
      DeadlineSocket socket = null;
      try {
        socket = new DeadlineSocket(steps);
        socket.connect(new InetSocketAddress(addresses.get(i), port), Math.max(1, millis));
        socket.setTcpNoDelay(true);
        steps.done("connect", place);
        return socket;
      } catch (IOException e) {
        close(socket);
        failure = failure(e, place, steps);
        if (i + 1 < addresses.size()) {
          steps.done("connect", failure.getMessage());
        }
      }
    }
    throw failure; // there is at least one address
  }

  private static String place(InetAddress address, int port) {
    String text = Addresses.text(address);
    return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + port;
  }

  private static CheckFailure failure(IOException e, String place, Steps steps)
      throws InterruptedException {
    if (e instanceof ClosedByInterruptException) {
      throw interrupted();
    }
    if (hasTimedOut(e)) {
      return new CheckFailure(
          Verdict.DOWN, "no connection to " + place + " within " + Texts.seconds(steps.nanos()));
    }
    if (e instanceof NoRouteToHostException) {
      return new CheckFailure(Verdict.DOWN, "there is no route to " + place);
    }
    String message = String.valueOf(e.getMessage());
    return new CheckFailure(
        Verdict.DOWN,
        e instanceof ConnectException && message.contains("refused")
            ? "connection refused by " + place
            : "cannot connect to " + place + ": " + steps.said().brief(message));
  }

  /**
   * Speaks TLS over a connection, and closes it if that fails. Writes down the step {@code tls}, and
   * notes the certificate also if it is not good.
   */
  Socket secure(Socket socket, String host, int port, Steps steps)
      throws CheckFailure, InterruptedException {
    SeenCertificate seen = trust.seen();
    try {
      SSLSocket secured = (SSLSocket) trust.sockets(seen).createSocket(socket, host, port, true);
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm(trust.verifiesNames() ? "HTTPS" : "");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      X509Certificate certificate = seen.certificate();
      String protocol = secured.getSession().getProtocol();
      if (certificate == null) {
        steps.done("tls", protocol);
      } else {
        steps.certificate(certificate.getNotAfter().toInstant());
        steps.done("tls", protocol + ", " + told(certificate, steps));
      }
      return secured;
    } catch (IOException e) {
      close(socket);
      throw insecure(e, seen, steps);
    }
  }

  private static String told(X509Certificate certificate, Steps steps) {
    return steps.said().brief(certificate.getSubjectX500Principal().getName())
        + ", valid until "
        + certificate.getNotAfter().toInstant();
  }

  private static CheckFailure insecure(IOException e, SeenCertificate seen, Steps steps)
      throws InterruptedException {
    if (e instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
    if (seen.certificate() != null) {
      steps.certificate(seen.certificate().getNotAfter().toInstant());
    }
    if (seen.problem() != null) {
      steps.done("tls", told(seen.certificate(), steps));
      return new CheckFailure(Verdict.DOWN, seen.problem());
    }
    if (hasTimedOut(e)) {
      return new CheckFailure(
          Verdict.DOWN, "no answer to TLS within " + Texts.seconds(steps.nanos()));
    }
    return new CheckFailure(
        Verdict.DOWN,
        "the TLS handshake failed: " + steps.said().brief(String.valueOf(e.getMessage())));
  }

  /**
   * What it means that a request could not be sent, or its answer not be read.
   *
   * @param begun whether some of the answer has come
   */
  static CheckFailure broken(boolean begun, IOException e, Steps steps)
      throws InterruptedException {
    if (e instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
    String why;
    if (hasTimedOut(e)) {
      why =
          (begun ? "the answer did not end within " : "no answer within ")
              + Texts.seconds(steps.nanos());
    } else if (e instanceof EOFException
        || e instanceof ConnectionClosedException
        || e instanceof NoHttpResponseException) {
      why = begun ? "the answer broke off" : "the connection was closed without an answer";
    } else if (hasBeenReset(e)) {
      why = "the connection was reset " + (begun ? "during" : "before") + " the answer";
    } else {
      why =
          (begun ? "the answer broke off: " : "no answer: ")
              + steps.said().brief(String.valueOf(e.getMessage()));
    }
    return new CheckFailure(Verdict.DOWN, why);
  }

  private static boolean hasBeenReset(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("reset") || message.contains("Broken pipe");
  }

  /** TLS wraps what it gets. */
  private static boolean hasTimedOut(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedByTimeoutException) {
        return true;
      }
    }
    return false;
  }

  /** The thread's mark goes into the exception. */
  static InterruptedException interrupted() {
    Thread.interrupted();
    return new InterruptedException();
  }

  /** Closes what may be null. That it fails does not matter: nothing more is expected of it. */
  static void close(Socket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // it is gone
      }
    }
  }
}

package dev.toolwatch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Asks the Toolwatch of this machine for its readiness: the health check of images that have no
 * shell and no curl. Knows the address from the environment alone, as images are configured.
 */
record HealthProbe(String host, int port) {
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final String REQUEST =
      "GET /q/health/ready HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  static HealthProbe of(Map<String, String> environment) {
    String host =
        environment.getOrDefault(
            "QUARKUS_MANAGEMENT_HOST", environment.getOrDefault("TOOLWATCH_HOST", "127.0.0.1"));
    return new HealthProbe(
        switch (host) {
          case "0.0.0.0", "::", "[::]" ->
              "localhost"; // bound to every address, the loopback one too
          default -> host;
        },
        Integer.parseInt(environment.getOrDefault("QUARKUS_MANAGEMENT_PORT", "9464")));
  }

  /** The answer's status line, empty if there was none of HTTP, in the clear or by TLS. */
  String ask() {
    try (Socket plain = connect()) {
      String status = exchange(plain);
      if (!status.isEmpty()) {
        return status;
      }
    } catch (IOException e) {
      // A port that speaks TLS resets.
    }
    try (Socket plain = connect();
        SSLSocket secure =
            (SSLSocket) trustingAll().getSocketFactory().createSocket(plain, host, port, true)) {
      return exchange(secure);
    } catch (IOException | GeneralSecurityException e) {
      return "";
    }
  }

  static boolean isReady(String statusLine) {
    return statusLine.matches("HTTP/1\\.[01] 200( .*)?");
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
    return socket;
  }

  private static String exchange(Socket socket) throws IOException {
    socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
    socket.getOutputStream().flush();
    String line =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
    return line != null && line.startsWith("HTTP/") ? line : "";
  }

  /** Whose certificate it is does not matter: nothing is told, and all that is asked is 200. */
  private static SSLContext trustingAll() throws GeneralSecurityException {
    X509TrustManager all =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new IllegalStateException("a client has no clients");
          }

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // any
          }

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {all}, null);
    return context;
  }
}

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
 * Asks the Toolwatch on this machine whether it is ready: a health check for images without a shell
 * or curl. Reads the address only from the environment, as images are configured there.
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
        port(environment.getOrDefault("QUARKUS_MANAGEMENT_PORT", "9464")));
  }

  /** The Toolwatch that is asked would not have started with another text. */
  private static int port(String text) {
    int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    return port <= 65_535 ? port : 0;
  }

  /** The status line of the answer, in the clear or over TLS; empty if there was no HTTP answer. */
  String ask() {
    try (Socket plain = connect()) {
      String status = exchange(plain);
      if (!status.isEmpty()) {
        return status;
      }
    } catch (IOException e) {
      // A port with TLS resets the connection.
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

  /** Any certificate is accepted: the request has no secrets, and only the status matters. */
  private static SSLContext trustingAll() throws GeneralSecurityException {
    X509TrustManager all =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new IllegalStateException("a client has no clients");
          }

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // every certificate is accepted
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

package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sends HTTP/1.1 requests, each on a connection of its own. Follows no redirects. Thread-safe.
 *
 * <p>Over {@link DeadlineSocket} and not over Vert.x' client, which tells neither how long the
 * connection and how long TLS took, nor which certificate it refused.
 */
final class HttpCaller {
  private static final int BUFFER = 8 * 1024;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** Those that say of themselves that they have a body (RFC 9110, 8.6). */
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  private final Connector connector;

  HttpCaller(Connector connector) {
    this.connector = connector;
  }

  /**
   * Sends a request, and waits for the head of the answer. Writes down the steps {@code resolve},
   * {@code connect}, {@code tls} and {@code request}.
   *
   * @throws CheckFailure if the host cannot be resolved or has an address that is not allowed, if no
   *     connection is made or its certificate is not good, or if no answer comes in time
   */
  HttpExchange send(HttpCall call, Steps steps) throws CheckFailure, InterruptedException {
    String host = host(call.uri());
    int port = port(call.uri());
    Socket socket = connector.connect(host, port, steps);
    if (isTls(call.uri())) {
      socket = connector.secure(socket, host, port, steps);
    }
    HttpHead head = null;
    try {
      OutputStream out = socket.getOutputStream();
      out.write(request(call));
      out.flush();
      InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
      head = HttpHead.read(in);
      steps.done("request", call.method() + ": HTTP " + head.status());
      return new HttpExchange(head, HttpBody.of(call.method(), head, in), socket, steps);
    } catch (IOException e) {
      throw Connector.broken(false, e, steps);
    } finally {
      if (head == null) {
        Connector.close(socket);
      }
    }
  }

  private static byte[] request(HttpCall call) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Host", authority(call.uri()));
    headers.put("User-Agent", "Toolwatch");
    headers.put("Accept", "*/*");
    headers.putAll(call.headers());
    headers.put("Connection", "close");
    int length = call.body() == null ? 0 : call.body().length;
    if (call.body() != null || WITH_BODY.contains(call.method())) {
      headers.put("Content-Length", Integer.toString(length));
    }
    StringBuilder head =
        new StringBuilder(call.method())
            .append(" ")
            .append(target(call.uri()))
            .append(" HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("\r\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(head.length() + length);
    bytes.write(head.toString().getBytes(ISO_8859_1));
    if (length > 0) {
      bytes.write(call.body());
    }
    return bytes.toByteArray();
  }

  private static String target(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  private static String authority(URI uri) {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  static boolean isTls(URI uri) {
    return "https".equals(uri.getScheme().toLowerCase(Locale.ROOT));
  }

  /** The host, without the brackets of an IPv6 address. */
  static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : isTls(uri) ? HTTPS_PORT : HTTP_PORT;
  }
}

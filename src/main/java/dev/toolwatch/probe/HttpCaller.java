package dev.toolwatch.probe;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * Sends HTTP/1.1 requests, each on a connection of its own. Follows no redirects. Thread-safe.
 *
 * <p>HttpCore speaks HTTP on a connection that {@link Connector} makes: so the steps are known, which
 * address is connected to, and which certificate was refused.
 */
final class HttpCaller {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxHeaderCount(200).setMaxLineLength(16 * 1024).build();

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
    HttpExchange exchange = null;
    try {
      DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(LIMITS);
      connection.bind(socket);
      ClassicHttpRequest request = request(call);
      connection.sendRequestHeader(request);
      if (request.getEntity() != null) {
        connection.sendRequestEntity(request);
      }
      connection.flush();
      ClassicHttpResponse answer = connection.receiveResponseHeader();
      while (answer.getCode() < HttpStatus.SC_OK
          && answer.getCode() != HttpStatus.SC_SWITCHING_PROTOCOLS) {
        answer = connection.receiveResponseHeader();
      }
      if (hasBody(call.method(), answer.getCode())) {
        connection.receiveResponseEntity(answer);
      }
      steps.done("request", call.method() + ": HTTP " + answer.getCode());
      exchange = new HttpExchange(answer, socket, steps);
      return exchange;
    } catch (HttpException e) {
      throw new CheckFailure(
          Verdict.DOWN, "no answer: it is not HTTP/1.1: " + steps.said().brief(e.getMessage()));
    } catch (IOException e) {
      throw Connector.broken(false, e, steps);
    } finally {
      if (exchange == null) {
        Connector.close(socket);
      }
    }
  }

  private static ClassicHttpRequest request(HttpCall call) {
    ClassicHttpRequest request = new BasicClassicHttpRequest(call.method(), target(call.uri()));
    request.setHeader(HttpHeaders.HOST, authority(call.uri()));
    request.setHeader(HttpHeaders.USER_AGENT, "Toolwatch");
    request.setHeader(HttpHeaders.ACCEPT, "*/*");
    call.headers().forEach(request::setHeader);
    request.setHeader(HttpHeaders.CONNECTION, "close");
    byte[] body = call.body() == null ? new byte[0] : call.body();
    if (call.body() != null || WITH_BODY.contains(call.method())) {
      request.setHeader(HttpHeaders.CONTENT_LENGTH, body.length);
      request.setEntity(new ByteArrayEntity(body, null));
    }
    return request;
  }

  /** RFC 9112, 6.3. */
  private static boolean hasBody(String method, int status) {
    return !method.equals("HEAD")
        && status >= HttpStatus.SC_OK
        && status != HttpStatus.SC_NO_CONTENT
        && status != HttpStatus.SC_NOT_MODIFIED;
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

  /** Whether two absolute URIs have the same scheme, host and port (RFC 6454). */
  static boolean isSameOrigin(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : isTls(uri) ? HTTPS_PORT : HTTP_PORT;
  }
}

package dev.toolwatch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Where Toolwatch's own spans go: nowhere, or to a backend, but never back to itself. */
enum TracingTarget {
  NOWHERE,
  BACKEND,
  /** Forbidden, because each received span would cause another one. */
  ITSELF;

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /**
   * Decides by the endpoint. Resolves its host only if the port is one of this process.
   *
   * @param endpoint an absolute URL, or empty
   * @param ownPorts the OTLP ports of this process
   * @throws IllegalArgumentException if the endpoint is neither empty nor a URL
   */
  static TracingTarget of(String endpoint, int... ownPorts) {
    if (endpoint.isBlank()) {
      return NOWHERE;
    }
    URI url = URI.create(endpoint.strip());
    if (url.getHost() == null) {
      throw new IllegalArgumentException(
          "toolwatch.tracing.endpoint must be a URL such as http://tempo:4317, not " + endpoint);
    }
    int port = port(url);
    boolean ours = Arrays.stream(ownPorts).anyMatch(own -> own == port);
    return ours && isThisHost(url.getHost()) ? ITSELF : BACKEND;
  }

  private static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return "https".equalsIgnoreCase(url.getScheme()) ? HTTPS : HTTP;
  }

  private static boolean isThisHost(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (address.isLoopbackAddress()
            || address.isAnyLocalAddress()
            || NetworkInterface.getByInetAddress(address) != null) {
          return true;
        }
      }
      return false;
    } catch (UnknownHostException e) {
      return false; // It may come up later: a name of ours would be known by now.
    } catch (IOException e) {
      return true; // Better no spans than a loop.
    }
  }
}

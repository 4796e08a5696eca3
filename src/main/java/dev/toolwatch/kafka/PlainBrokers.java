package dev.toolwatch.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Utils;
import org.jboss.logging.Logger;

/**
 * Asks brokers, before Kafka's client does, whether they speak TLS. The client takes a TLS alert for the
 * length of an answer of 352 MB and allocates it, which ends the process for want of memory.
 */
final class PlainBrokers {
  private static final Logger LOG = Logger.getLogger(PlainBrokers.class);

  private static final int PATIENCE_MILLIS = 1000;

  /** The content type of an alert: RFC 8446, section 5.1. */
  private static final int TLS_ALERT = 21;

  /** An ApiVersions request of version 0 without a client id: any broker answers it to anybody. */
  private static final byte[] API_VERSIONS = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, -1, -1};

  private PlainBrokers() {}

  /**
   * Checks the addresses. One that cannot be asked is left to the client.
   *
   * @param servers {@code host:port}
   * @throws ConfigException if one speaks TLS
   */
  static void check(List<String> servers) {
    for (String server : servers) {
      if (speaksTls(server)) {
        throw new ConfigException(
            "the broker "
                + server
                + " speaks TLS: toolwatch.kafka.security-protocol has to be ssl or sasl_ssl");
      }
    }
  }

  private static boolean speaksTls(String server) {
    String host = Utils.getHost(server);
    Integer port = Utils.getPort(server);
    if (host == null || port == null) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(API_VERSIONS);
      return socket.getInputStream().read() == TLS_ALERT;
    } catch (IOException | IllegalArgumentException e) {
      LOG.debugf(e, "The broker %s could not be asked", server);
      return false;
    }
  }
}

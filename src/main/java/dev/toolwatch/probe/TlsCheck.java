package dev.toolwatch.probe;

import java.net.Socket;

/** Connects with TLS: the chain, the host's name and the validity of the certificate must be right. */
final class TlsCheck implements Check {
  private final Connector connector;
  private final String host;
  private final int port;

  TlsCheck(Connector connector, String host, int port) {
    this.connector = connector;
    this.host = host;
    this.port = port;
  }

  @Override
  public Reading run(Steps steps) throws CheckFailure, InterruptedException {
    Socket socket = connector.connect(host, port, steps);
    Socket secured = connector.secure(socket, host, port, steps);
    Connector.close(secured);
    return Reading.of(steps.tlsExpiry() == null ? "connected" : "valid until " + steps.tlsExpiry());
  }
}

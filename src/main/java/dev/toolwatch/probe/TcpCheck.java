package dev.toolwatch.probe;

import java.net.Socket;

/** Connects, and sends nothing. */
final class TcpCheck implements Check {
  private final Connector connector;
  private final String host;
  private final int port;

  TcpCheck(Connector connector, String host, int port) {
    this.connector = connector;
    this.host = host;
    this.port = port;
  }

  @Override
  public Reading run(Steps steps) throws CheckFailure, InterruptedException {
    Socket socket = connector.connect(host, port, steps);
    Connector.close(socket);
    return Reading.of("connected");
  }
}

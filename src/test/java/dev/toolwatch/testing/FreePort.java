package dev.toolwatch.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for processes that a test starts. Below the range that Linux takes the ports of outgoing
 * connections from, so that none of those is in the way when the process comes to listen.
 */
public final class FreePort {
  private static final int FROM = 15_000;
  private static final int TO = 32_000;
  private static final int TRIES = 100;

  private FreePort() {}

  /** One that nobody listens on. */
  public static int next() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FROM, TO);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException e) {
        // taken
      }
    }
    throw new IllegalStateException("no free port");
  }
}

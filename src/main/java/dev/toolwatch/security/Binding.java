package dev.toolwatch.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * An address that ports are bound to.
 *
 * @param setting that names it
 * @param host a name or an address
 */
record Binding(String setting, String host) {
  /** Whether nobody but this machine can come in: every address of the name is a loopback one. */
  boolean isLoopback() {
    try {
      return !host.isBlank()
          && Arrays.stream(InetAddress.getAllByName(host.strip()))
              .allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      return false; // Then nothing can be bound to it either, and that is said there.
    }
  }

  @Override
  public String toString() {
    return setting + "=" + host;
  }
}

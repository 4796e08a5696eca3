package dev.toolwatch.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * An address to which ports are bound.
 *
 * @param setting the setting with the address
 * @param host a name or an address
 */
record Binding(String setting, String host) {
  /**
   * Whether only this machine can connect, because every address of the host is a loopback address.
   */
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

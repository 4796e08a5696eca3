package dev.toolwatch.probe;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/** The addresses of hosts, and which of them a probe may connect to. Pure functions but for the resolver. */
final class Addresses {
  /** Tried one after the other; a name that has more is of a large service, where any will do. */
  private static final int MAX_TRIED = 8;

  private Addresses() {}

  /**
   * The addresses of a host, all of which may be connected to. Writes down the step {@code resolve}.
   * The JVM keeps what it has resolved for 30 s; the system's resolver knows no deadline.
   *
   * @throws CheckFailure if there is none, or if one of them is not allowed: a name with such an
   *     address does not become better by its others
   */
  static List<InetAddress> resolve(String host, boolean privateAllowed, Steps steps)
      throws CheckFailure {
    List<InetAddress> addresses = resolve(host, steps);
    for (InetAddress address : addresses) {
      String refusal = refusal(address, privateAllowed);
      if (refusal != null) {
        throw new CheckFailure(
            Verdict.DOWN, host + " has the address " + text(address) + ", which is " + refusal);
      }
    }
    return addresses.subList(0, Math.min(MAX_TRIED, addresses.size()));
  }

  /** The same, whether or not they may be connected to. */
  static List<InetAddress> resolve(String host, Steps steps) throws CheckFailure {
    try {
      List<InetAddress> addresses =
          new ArrayList<>(new LinkedHashSet<>(Arrays.asList(InetAddress.getAllByName(host))));
      steps.done(
          "resolve",
          host
              + ": "
              + addresses.stream()
                  .limit(MAX_TRIED)
                  .map(Addresses::text)
                  .collect(Collectors.joining(", ")));
      return addresses;
    } catch (UnknownHostException e) {
      throw new CheckFailure(Verdict.UNRESOLVED, host + " cannot be resolved");
    }
  }

  /** An address without a name, an IPv6 one without brackets and zone. */
  static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  /** What keeps an address from being connected to, as the end of a sentence; null if nothing does. */
  private static String refusal(InetAddress address, boolean privateAllowed) {
    byte[] bytes = ipv4(address);
    if (bytes.length == 4 && !(address instanceof Inet4Address)) {
      try {
        return refusal(InetAddress.getByAddress(bytes), privateAllowed);
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e); // four bytes are an address
      }
    }
    if (address.isAnyLocalAddress() || bytes.length == 4 && bytes[0] == 0) {
      return "not the address of a host";
    }
    if (address.isLinkLocalAddress()) {
      return "link-local: probes never connect to it";
    }
    if (address.isMulticastAddress() || bytes.length == 4 && (bytes[0] & 0xf0) == 0xf0) {
      return "not the address of one host";
    }
    if (!privateAllowed && isPrivate(address, bytes)) {
      return "private: set private-addresses to allow it";
    }
    return null;
  }

  /** The bytes of an address, of which those of an IPv4 address in an IPv6 one are the four of it. */
  private static byte[] ipv4(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return bytes;
    }
    boolean mapped =
        bytes[10] == -1 && bytes[11] == -1 && isZero(bytes, 0, 10); // RFC 4291, 2.5.5.2
    boolean compatible = isZero(bytes, 0, 12) && !isZero(bytes, 12, 15); // RFC 4291, 2.5.5.1
    boolean translated = // RFC 6052: 64:ff9b::/96
        bytes[1] == 0x64
            && bytes[2] == -1
            && (bytes[3] & 0xff) == 0x9b
            && bytes[0] == 0
            && isZero(bytes, 4, 12);
    return mapped || compatible || translated ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrivate(InetAddress address, byte[] bytes) {
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress() // RFC 1918, and fec0::/10
        || bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64 // RFC 6598
        || bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc; // RFC 4193
  }
}

package dev.toolwatch.security;

import static java.util.Comparator.comparingInt;

import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Connections by the peer's address. An IPv6 network of 64 bits is one peer, because whoever has one
 * address of it usually has all. Not thread-safe.
 */
final class SocketsByPeer {
  private static final int NETWORK_BYTES = 8;

  private final Map<Object, Set<Channel>> peers = new LinkedHashMap<>();
  private int size;

  void add(Channel channel) {
    if (peers.computeIfAbsent(peer(channel), first -> new LinkedHashSet<>()).add(channel)) {
      size++;
    }
  }

  /** Forgets a connection; false when it is not known. */
  boolean remove(Channel channel) {
    Object peer = peer(channel);
    Set<Channel> sockets = peers.get(peer);
    if (sockets == null || !sockets.remove(channel)) {
      return false;
    }
    size--;
    if (sockets.isEmpty()) {
      peers.remove(peer);
    }
    return true;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether a connection is of the peer that has the most. */
  boolean isOfBusiest(Channel channel) {
    return !isEmpty() && peers.get(peer(channel)) == most();
  }

  /** Removes the oldest connection of the peer that has the most; null when there is none. */
  Channel removeOldestOfBusiest() {
    if (isEmpty()) {
      return null;
    }
    Channel oldest = most().iterator().next();
    remove(oldest);
    return oldest;
  }

  private Set<Channel> most() {
    return Collections.max(peers.values(), comparingInt(Set::size));
  }

  /** The address stays readable after the close: Netty keeps it once it was asked for. */
  private static Object peer(Channel channel) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress socket)) {
      return "unknown";
    }
    InetAddress address = socket.getAddress();
    return address instanceof Inet6Address
        ? ByteBuffer.wrap(address.getAddress(), 0, NETWORK_BYTES)
        : address;
  }
}

package dev.toolwatch.security;

import io.netty.channel.Channel;

/**
 * The connections to one port, or to several that share a limit. At the limit a new one takes the
 * place of one that has sent no request yet: the oldest of the peer that has the most of them. So
 * whoever only holds connections keeps nobody out, and a burst of them ends its own ones first.
 * Thread-safe: the acceptor adds, event loops remove.
 */
final class OpenSockets {
  /**
   * Those given up are open until their event loop has closed them. More are not waited for, but by
   * peers other than the one that has the most: for them there are as many again.
   */
  private static final int CLOSING = 16;

  private final int limit;
  private final boolean givesUpServed;
  private final SocketsByPeer silent = new SocketsByPeer();
  private final SocketsByPeer served = new SocketsByPeer();
  private int open;

  /**
   * @param limit the most connections
   * @param givesUpServed whether one that has sent a request goes, by the same order, where more of them
   *     have than are silent
   */
  OpenSockets(int limit, boolean givesUpServed) {
    this.limit = limit;
    this.givesUpServed = givesUpServed;
  }

  /**
   * Counts a new connection.
   *
   * @return the one that has to be closed: null when there is room, or the new one when all others
   *     stay; then it is not counted
   */
  synchronized Channel add(Channel channel) {
    Channel givenUp = null;
    if (open >= limit) {
      // A connection that has just come is silent until its request has: not the only one to
      // choose.
      SocketsByPeer from = served.size() > silent.size() ? served : silent;
      int closing = from.isOfBusiest(channel) ? CLOSING : 2 * CLOSING;
      givenUp = open < limit + closing ? from.removeOldestOfBusiest() : null;
      if (givenUp == null) {
        return channel;
      }
    }
    open++;
    silent.add(channel);
    return givenUp;
  }

  /** A request has come by this one. */
  synchronized void served(Channel channel) {
    if (silent.remove(channel) && givesUpServed) {
      served.add(channel);
    }
  }

  /** To be called once for each that was counted. */
  synchronized void closed(Channel channel) {
    open--;
    silent.remove(channel);
    served.remove(channel);
  }

  synchronized int open() {
    return open;
  }
}

package dev.toolwatch.security;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections to one port, or to several that share a limit. At the limit a new one takes the
 * place of the oldest that may be given up, so that whoever only holds connections keeps nobody out.
 * Thread-safe: the acceptor adds, event loops remove.
 */
final class OpenSockets {
  /** Those given up are open until their event loop has closed them; more are not waited for. */
  private static final int CLOSING = 16;

  private final int limit;
  private final boolean givesUpServed;
  private final Set<Channel> canGo = new LinkedHashSet<>();
  private int open;

  /**
   * @param limit the most connections
   * @param givesUpServed whether one that has sent a request may be given up as well
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
      Iterator<Channel> oldest = canGo.iterator();
      if (!oldest.hasNext() || open >= limit + CLOSING) {
        return channel;
      }
      givenUp = oldest.next();
      oldest.remove();
    }
    open++;
    canGo.add(channel);
    return givenUp;
  }

  /** A request has come by this one. */
  synchronized void served(Channel channel) {
    if (!givesUpServed) {
      canGo.remove(channel);
    }
  }

  /** To be called once for each that was counted. */
  synchronized void closed(Channel channel) {
    open--;
    canGo.remove(channel);
  }

  synchronized int open() {
    return open;
  }
}

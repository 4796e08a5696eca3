package dev.toolwatch.security;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections to one port, or to several that share a limit. At the limit a new one takes the
 * place of the oldest that has sent no request yet, so that whoever only holds connections keeps
 * nobody out. Thread-safe: the acceptor adds, event loops remove.
 */
final class OpenSockets {
  /** Those given up are open until their event loop has closed them; more are not waited for. */
  private static final int CLOSING = 16;

  private final int limit;
  private final boolean givesUpServed;
  private final Set<Channel> silent = new LinkedHashSet<>();
  private final Set<Channel> served = new LinkedHashSet<>();
  private int open;

  /**
   * @param limit the most connections
   * @param givesUpServed whether the oldest that has sent a request goes where none is silent
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
    Channel givenUp = open < limit ? null : open < limit + CLOSING ? oldest(channel) : channel;
    if (givenUp != channel) {
      open++;
      silent.add(channel);
    }
    return givenUp;
  }

  private Channel oldest(Channel otherwise) {
    Iterator<Channel> oldest = (silent.isEmpty() ? served : silent).iterator();
    if (!oldest.hasNext()) {
      return otherwise;
    }
    Channel channel = oldest.next();
    oldest.remove();
    return channel;
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

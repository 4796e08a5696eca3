package dev.toolwatch.demo;

import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Who uses which server, and in which session. Not thread-safe. Bounded by users × servers.
 *
 * <p>Sessions are under way when the plan begins, as in a fleet that has run for long: otherwise
 * its first minutes were handshakes only.
 */
final class Population {
  /** An operation begins a new session with this probability: 15 operations a session. */
  private static final double SESSION_ENDS = 1 / 15d;

  /** Makes the low numbers the busy ones; the last user still has about 1/500 of the traffic. */
  private static final double SKEW = 1.7;

  private final RandomGenerator random;
  private final List<McpServer> servers;
  private final int users;
  private final boolean[][] uses;
  private final Session[][] sessions;

  /** A session, and the operations in it so far. */
  private record Session(String id, int operations) {}

  Population(List<McpServer> servers, int users, RandomGenerator random) {
    if (users < 1 || users > 100_000) {
      throw new IllegalArgumentException("1 to 100000 users, not " + users);
    }
    this.servers = List.copyOf(servers);
    this.users = users;
    this.random = random;
    this.uses = new boolean[users][servers.size()];
    this.sessions = new Session[users][servers.size()];
    for (boolean[] used : uses) {
      for (int server = 0; server < used.length; server++) {
        used[server] = random.nextDouble() < servers.get(server).reach();
      }
      // Everybody uses something.
      used[0] |= !any(used);
    }
  }

  int users() {
    return users;
  }

  /** Draws a user's number, from 1. */
  int drawUser() {
    return 1 + (int) (users * Math.pow(random.nextDouble(), SKEW));
  }

  /** Draws one of the servers that a user uses, by their weights. */
  McpServer drawServer(int user) {
    boolean[] used = uses[user - 1];
    double total = 0;
    for (int i = 0; i < used.length; i++) {
      total += used[i] ? servers.get(i).weight() : 0;
    }
    double at = random.nextDouble() * total;
    for (int i = 0; i < used.length; i++) {
      at -= used[i] ? servers.get(i).weight() : 0;
      if (used[i] && at < 0) {
        return servers.get(i);
      }
    }
    return servers.get(0);
  }

  /** Counts one more operation and returns how many there were before it in the same session. */
  int nextInSession(int user, McpServer server) {
    Session[] own = sessions[user - 1];
    int at = servers.indexOf(server);
    Session now = own[at];
    if (now == null) {
      now = new Session(drawId(), 2);
    } else if (now.operations > 1 && random.nextDouble() < SESSION_ENDS) {
      now = new Session(drawId(), 0);
    }
    own[at] = new Session(now.id, now.operations + 1);
    return now.operations;
  }

  /** The id of the session that {@link #nextInSession} counted last for this user and server. */
  String session(int user, McpServer server) {
    return sessions[user - 1][servers.indexOf(server)].id;
  }

  private String drawId() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static boolean any(boolean[] values) {
    for (boolean value : values) {
      if (value) {
        return true;
      }
    }
    return false;
  }
}

package dev.toolwatch.demo;

import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Who uses which server, and in which session. Not thread-safe. Bounded by users × servers.
 *
 * <p>Sessions are already open when the plan begins, as in a fleet that has run for a while.
 * Otherwise the first minutes would consist of handshakes.
 */
final class Population {
  /** The probability that an operation begins a new session: 15 operations a session. */
  static final double SESSION_ENDS = 1 / 15d;

  /** Makes users with low numbers busier. The last user still has about 1/500 of the traffic. */
  private static final double SKEW = 1.7;

  private final RandomGenerator random;
  private final List<McpServer> servers;
  private final int users;
  private final boolean[][] uses;
  private final Session[][] sessions;

  /** A session, with the number of its operations so far. */
  private record Session(String id, int operations) {}

  Population(List<McpServer> servers, int users, RandomGenerator random) {
    if (users < 1 || users > 100_000) {
      throw new IllegalArgumentException("users must be 1 to 100000, not " + users);
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
      // Every user uses at least one server.
      used[0] |= !any(used);
    }
  }

  int users() {
    return users;
  }

  /** The part of all operations that a user makes. */
  double share(int user) {
    return Math.pow((double) user / users, 1 / SKEW) - Math.pow((user - 1d) / users, 1 / SKEW);
  }

  /** The part of a user's operations that a server gets. */
  double share(int user, McpServer server) {
    boolean[] used = uses[user - 1];
    double total = 0;
    for (int i = 0; i < used.length; i++) {
      total += used[i] ? servers.get(i).weight() : 0;
    }
    return used[servers.indexOf(server)] ? server.weight() / total : 0;
  }

  /** Draws a user's number, from 1. */
  int drawUser() {
    return 1 + (int) (users * Math.pow(random.nextDouble(), SKEW));
  }

  /** Draws one of a user's servers, by weight. */
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

  /** Counts an operation, and returns the number of earlier ones in the same session. */
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

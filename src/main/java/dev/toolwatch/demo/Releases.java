package dev.toolwatch.demo;

import java.time.Duration;
import java.time.Instant;

/**
 * The releases of the one server that gets a new one every quarter of an hour. Every other release has
 * the same bug, which the one after it repairs: a group that was resolved comes back. Pure functions of
 * the time.
 */
final class Releases {
  static final String SERVER = "code-mcp";
  static final String BROKEN_TOOL = "get_pull_request";
  static final Duration EACH = Duration.ofMinutes(15);

  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  private Releases() {}

  /** {@code service.version} of a server. */
  static String version(McpServer server, Instant at) {
    return server.name().equals(SERVER) ? server.version() + "." + number(at) : server.version();
  }

  /** The number of the release, from 0; it rises with time. */
  static long number(Instant at) {
    return Math.max(0, Duration.between(FIRST, at).dividedBy(EACH));
  }

  /** Whether the release of this time has the bug. */
  static boolean isBroken(Instant at) {
    return number(at) % 2 == 0;
  }
}

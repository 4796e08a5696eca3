package dev.toolwatch.demo;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A quarter of an hour of every day (UTC) in which an API that tools call is mostly away. Pure functions
 * of the time.
 */
final class Lunch {
  static final String HOST = "calendar.example";

  /** The share of the calls that fail then. */
  static final double FAILURES = 0.6;

  private static final LocalTime FROM = LocalTime.of(12, 20);
  private static final LocalTime TO = LocalTime.of(12, 35);

  private Lunch() {}

  /** Whether a call of a tool at this time may fail because of it. */
  static boolean spoils(Tool tool, Instant at) {
    LocalTime time = LocalTime.ofInstant(at, ZoneOffset.UTC);
    return needs(tool) && !time.isBefore(FROM) && time.isBefore(TO);
  }

  /** Whether calls of the server's tools may fail because of it in a part of this time, an hour at most. */
  static boolean touches(McpServer server, Instant from, Instant to) {
    Instant day = from.truncatedTo(ChronoUnit.DAYS);
    Instant begin = day.plusSeconds(FROM.toSecondOfDay());
    Instant end = day.plusSeconds(TO.toSecondOfDay());
    return begin.isBefore(to)
        && from.isBefore(end)
        && server.tools().stream().anyMatch(Lunch::needs);
  }

  private static boolean needs(Tool tool) {
    return tool.uses().stream().anyMatch(use -> use.dependency().host().equals(HOST));
  }
}

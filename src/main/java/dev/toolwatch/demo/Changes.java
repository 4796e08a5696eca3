package dev.toolwatch.demo;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/**
 * What has changed in the fleet, and what went wrong: until now, from when it became what it is today.
 *
 * @param today the day (UTC) up to which all this happened
 * @param days for how long the past lasts
 */
record Changes(LocalDate today, int days) {
  static final String GROWING_TOOL = "create_branch";
  static final String DECLINING_TOOL = "list_opportunities";
  static final String NEW_TOOL = "transition_issue";

  /** The server that had the outage and the maintenance. */
  static final String UNLUCKY = "issues-mcp";

  private static final String STOPPED = "export_issues";

  /** Nobody calls it any more. */
  static final Tool STOPPED_TOOL =
      new Tool(
          STOPPED,
          4,
          new Latency(400, 0.5),
          0.001,
          false,
          Fleet.SERVERS.get(0).tools().get(0).uses());

  private static final int NEW_SINCE = 17;
  private static final int STOPPED_SINCE = 35;
  private static final int SLOW_SINCE = 16;
  private static final int FAILING_SINCE = 9;
  private static final double FAST_BEFORE = 0.35;
  private static final double USUAL_FAILURES = 0.0005;

  /** All tools that a server has or had. */
  List<Tool> tools(McpServer server) {
    return server.name().equals(UNLUCKY)
        ? Stream.concat(server.tools().stream(), Stream.of(STOPPED_TOOL)).toList()
        : server.tools();
  }

  /** How often a tool was called, relative to the other tools of its server. */
  double weight(Tool tool, Instant at) {
    double daysAgo = daysAgo(at);
    double early = Math.min(1, daysAgo / days);
    return tool.weight()
        * switch (tool.name()) {
          case GROWING_TOOL -> 1 - 0.8 * early;
          case DECLINING_TOOL -> 1 + 3 * early;
          case NEW_TOOL -> daysAgo < NEW_SINCE ? 1 : 0;
          case STOPPED -> daysAgo < STOPPED_SINCE ? 0 : 1;
          default -> 1;
        };
  }

  /** The deployment made the tool slow at half past one. */
  double slowness(Tool tool, Instant at) {
    return tool.name().equals(Fleet.SLOW_TOOL) && at.isBefore(daysBefore(SLOW_SINCE, 13, 30))
        ? FAST_BEFORE
        : 1;
  }

  double failureShare(Tool tool, Instant at) {
    if (Lunch.spoils(tool, at)) {
      return Lunch.FAILURES;
    }
    return tool.name().equals(Fleet.FAILING_TOOL) && at.isBefore(daysBefore(FAILING_SINCE, 10, 0))
        ? USUAL_FAILURES
        : tool.failureShare();
  }

  /** The time in which most operations failed, in last month's second week. */
  Trouble outage() {
    Instant from = working(12).atTime(9, 12).toInstant(ZoneOffset.UTC);
    return new Trouble(from, from.plus(Duration.ofMinutes(37)), 0.93);
  }

  /** Some operations failed, and nobody was told. */
  Trouble hiccup() {
    Instant from = working(24).atTime(14, 5).toInstant(ZoneOffset.UTC);
    return new Trouble(from, from.plus(Duration.ofMinutes(11)), 0.12);
  }

  /** Agreed; the database was away for some of it. */
  Trouble maintenance() {
    Instant from = working(18).atTime(2, 0).toInstant(ZoneOffset.UTC);
    return new Trouble(from, from.plus(Duration.ofHours(2)), 0.7);
  }

  List<Trouble> troubles(McpServer server) {
    return server.name().equals(UNLUCKY) ? List.of(outage(), hiccup(), maintenance()) : List.of();
  }

  private LocalDate working(int dayOfMonth) {
    LocalDate day = YearMonth.from(today).minusMonths(1).atDay(dayOfMonth);
    DayOfWeek weekday = day.getDayOfWeek();
    return weekday.getValue() > 5 ? day.plusDays(8 - weekday.getValue()) : day;
  }

  private double daysAgo(Instant at) {
    Instant now = today.atStartOfDay(ZoneOffset.UTC).toInstant();
    return Math.max(0, Duration.between(at, now).toMinutes() / (24 * 60d));
  }

  private Instant daysBefore(int number, int hour, int minute) {
    return today.minusDays(number).atTime(hour, minute).toInstant(ZoneOffset.UTC);
  }
}

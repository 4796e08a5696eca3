package dev.toolwatch.demo;

import dev.toolwatch.demo.Request.ToolCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which errors tools raise, and when. Calls that the plan lets fail by an exception raise one of two
 * errors of their tool. Of those that it lets succeed, a few fail: every hour with an error that has not
 * been there before, with the bug of every other {@link Releases release}, and at {@link Lunch}. Decided by the time and
 * the number of the operation alone. Not thread-safe.
 */
final class Faults {
  private static final List<String> VERBS =
      List.of(
          "load", "read", "fetch", "find", "parse", "merge", "split", "order", "check", "count",
          "group", "match", "apply", "build", "score", "trim", "rank");
  private static final List<String> NOUNS =
      List.of(
          "page", "row", "label", "link", "date", "owner", "quota", "filter", "cursor", "column",
          "draft", "token", "range");
  private static final List<String> MODULES =
      List.of("client", "cache", "query", "paging", "format", "schema", "limits");

  private static final List<Place> USUAL =
      List.of(
          new Place("upstream", "send", "request", 118),
          new Place("upstream", "await", "answer", 164));

  private static final Place BUG = new Place("pulls", "merge", "state", 88);
  private static final FaultKind BUG_KIND =
      new FaultKind("MergeStateError", "pull request # has no merge state", "", "");

  private static final Place AWAY = new Place("calendar", "await", "events", 57);

  /** Of so many calls, {@link #AWAY_CALLS} fail while the API is away: {@link Lunch#FAILURES}. */
  private static final int CALLS = 5;

  private static final int AWAY_CALLS = (int) (Lunch.FAILURES * CALLS);

  private static final int FIRST_LINE = 20;
  private static final int LINES = 180;
  private static final int CALLS_BETWEEN = 300;

  private final FaultPace hourly = new FaultPace(Duration.ofMinutes(15), CALLS_BETWEEN);
  private final FaultPace bug = new FaultPace(Releases.EACH.dividedBy(2), CALLS_BETWEEN);

  /** What an operation that ends at this time raises; empty if nothing. */
  Optional<Fault> raised(PlannedOperation operation, Instant end) {
    if (!(operation.request() instanceof ToolCall call)) {
      return Optional.empty();
    }
    return switch (operation.ending()) {
      case EXCEPTION -> Optional.of(usual(operation));
      case OK -> unplanned(operation, call.tool(), end);
      case TOOL_ERROR, TIMEOUT, BAD_ARGUMENTS, MISSING_TOOL, MISSING_RESOURCE, CANCELLED ->
          Optional.empty();
    };
  }

  /** The server whose tool has the new error of an hour, since the Unix epoch. */
  static McpServer server(long hour) {
    return at(Fleet.SERVERS, hour);
  }

  /** The tool that has the new error of an hour. */
  static Tool tool(long hour) {
    return at(server(hour).tools(), hour / Fleet.SERVERS.size());
  }

  /**
   * Where the new error of an hour is raised. The numbers of servers, verbs, nouns and modules have no
   * common divisor, so that it takes more than a year until one comes back.
   */
  static Place place(long hour) {
    return new Place(
        at(MODULES, hour),
        at(VERBS, hour),
        at(NOUNS, hour),
        FIRST_LINE + (int) Math.floorMod(hour, (long) LINES));
  }

  private static Fault usual(PlannedOperation operation) {
    int which = (int) (operation.number() % USUAL.size());
    return FaultKind.of(operation.server().language())
        .get(which)
        .at(USUAL.get(which), operation.number());
  }

  private Optional<Fault> unplanned(PlannedOperation operation, Tool tool, Instant end) {
    McpServer server = operation.server();
    if (Lunch.spoils(tool, end) && operation.number() % CALLS < AWAY_CALLS) {
      FaultKind away = FaultKind.of(server.language()).get(0);
      return Optional.of(away.at(AWAY, operation.number()));
    }
    long hour = Math.floorDiv(end.getEpochSecond(), Duration.ofHours(1).toSeconds());
    if (server.name().equals(server(hour).name())
        && tool.name().equals(tool(hour).name())
        && hourly.fails(hour, end)) {
      FaultKind kind = at(FaultKind.of(server.language()), hour / Fleet.SERVERS.size());
      return Optional.of(kind.at(place(hour), operation.number()));
    }
    if (tool.name().equals(Releases.BROKEN_TOOL)
        && Releases.isBroken(end)
        && bug.fails(Releases.number(end), end)) {
      return Optional.of(BUG_KIND.at(BUG, operation.number()));
    }
    return Optional.empty();
  }

  private static <T> T at(List<T> list, long number) {
    return list.get((int) Math.floorMod(number, (long) list.size()));
  }
}

package dev.toolwatch.demo;

import dev.toolwatch.demo.Request.ToolCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Makes errors that the tools of the fleet raise. */
public final class PlayedErrors {
  private PlayedErrors() {}

  /** An error as its server tells it, {@code language} as its SDK names it. */
  public record Raised(
      String service,
      String language,
      String tool,
      String type,
      String message,
      String stackTrace) {}

  /** The error that is new in an hour since the Unix epoch, as this operation raises it. */
  public static Raised newIn(long hour, long operation) {
    Instant at = Instant.EPOCH.plus(Duration.ofHours(hour));
    return raised(call(Faults.server(hour), Faults.tool(hour), Ending.OK, operation), at);
  }

  /** The error of every other release. */
  public static Raised bug(long operation) {
    McpServer server =
        Fleet.SERVERS.stream()
            .filter(one -> one.name().equals(Releases.SERVER))
            .findAny()
            .orElseThrow();
    Tool tool =
        server.tools().stream()
            .filter(one -> one.name().equals(Releases.BROKEN_TOOL))
            .findAny()
            .orElseThrow();
    return raised(call(server, tool, Ending.OK, operation), Instant.EPOCH);
  }

  /** The error that a planned failure of a server's first tool raises. */
  public static Raised planned(int server, long operation) {
    McpServer failing = Fleet.SERVERS.get(server);
    return raised(
        call(failing, failing.tools().get(0), Ending.EXCEPTION, operation), Instant.EPOCH);
  }

  static PlannedOperation call(McpServer server, Tool tool, Ending ending, long number) {
    return new PlannedOperation(
        number, 1, server, new ToolCall(tool), 1, "", ending, 1_000_000, false, false);
  }

  private static Raised raised(PlannedOperation operation, Instant at) {
    Optional<Fault> fault = new Faults().raised(operation, at);
    McpServer server = operation.server();
    String tool = operation.request().target();
    return new Raised(
        server.service(),
        server.language().label(),
        tool,
        fault.orElseThrow().type(),
        fault.orElseThrow().message(),
        StackTraceText.of(server, tool, fault.orElseThrow(), operation.number()));
  }
}

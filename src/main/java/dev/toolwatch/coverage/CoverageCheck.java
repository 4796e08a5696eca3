package dev.toolwatch.coverage;

import java.util.Locale;

/**
 * The checks of a service, in the order in which they are listed. Shares are of spans of operations that
 * the service handled, in the last half to whole hour, unless they say otherwise. docs/coverage.md has
 * the same definitions.
 */
public enum CoverageCheck {
  /**
   * Spans of requests by the number of operations. The operations are those of all spans, also of those
   * that are only around a tool, as often as sampled spans count, and those that only the service's own
   * metrics tell of.
   */
  SERVER_SPANS("Only requests that this service makes itself were received: it may be no server."),
  /** Operations whose trace goes on above the service. */
  CLIENT_CONTEXT("No span of an operation was received."),
  /** Calls with the tool's name, by all calls of tools. */
  TOOL_NAMES("No span of a tool's call was received."),
  /** Failed operations whose error type is there and is not {@code _OTHER}, by all that failed. */
  ERROR_TYPES("No operation failed."),
  /**
   * Operations with the id of a session, by those that may have one: all but {@code initialize} without
   * an id, and those of a protocol without sessions.
   */
  SESSIONS("No operation was received that could have a session."),
  /** Operations with the identity of a user. */
  USERS("No span of an operation was received."),
  /**
   * Calls of tools with a span of the service below. The state is ok once the service calls a
   * dependency, since not every tool calls one.
   */
  DEPENDENCIES("No span of a tool's call was received."),
  /** Errors of operations by the server's fault that an exception with a stack trace tells of. */
  EXCEPTIONS("No operation failed by the server's fault."),
  /** Operations whose resource has {@code service.version}. */
  SERVICE_VERSION("No span of an operation was received."),
  /** 1 if metrics of the process or its runtime are being passed on to Prometheus, otherwise 0. */
  RUNTIME_METRICS(
      "Metrics are not passed on (toolwatch.relay.enabled), or too many services send some."),
  /** Listed tools that were ever called. Only of services whose tools are listed. */
  TOOLS_SEEN("The tools of this service are not known yet.");

  private final String unknown;

  CoverageCheck(String unknown) {
    this.unknown = unknown;
  }

  /** The word in answers and labels. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Why nothing is known, if the state is unknown. */
  String unknown() {
    return unknown;
  }
}

package dev.toolwatch.demo;

/** How an operation ends, with what the convention says of it. */
enum Ending {
  OK("", ""),
  /** The tool answered {@code isError=true}. */
  TOOL_ERROR("tool_error", ""),
  /** The tool threw. */
  EXCEPTION("java.io.IOException", "-32603"),
  /** The server gave up waiting for what the tool calls. */
  TIMEOUT("timeout", "-32001"),
  /** The client sent arguments that the tool does not take. */
  BAD_ARGUMENTS("-32602", "-32602"),
  /** The client called a tool that is not there. */
  MISSING_TOOL("-32602", "-32602"),
  /** The client asked for a resource that is not there. */
  MISSING_RESOURCE("-32002", "-32002"),
  /** The client took its request back. */
  CANCELLED("cancelled", "");

  private final String errorType;
  private final String code;

  Ending(String errorType, String code) {
    this.errorType = errorType;
    this.code = code;
  }

  /** {@code error.type}, empty if it ended well. */
  String errorType() {
    return errorType;
  }

  /** The JSON-RPC error's code, empty if there was none. */
  String code() {
    return code;
  }

  boolean failed() {
    return this != OK;
  }

  /** Whether the request got as far as what the tool calls. */
  boolean reachesDependencies() {
    return switch (this) {
      case OK, TOOL_ERROR, EXCEPTION, TIMEOUT, CANCELLED -> true;
      case BAD_ARGUMENTS, MISSING_TOOL, MISSING_RESOURCE -> false;
    };
  }
}

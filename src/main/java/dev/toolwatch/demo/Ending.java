package dev.toolwatch.demo;

/** How an operation ends, with the attributes that the conventions require. */
enum Ending {
  OK("", ""),
  /** The tool answered {@code isError=true}. */
  TOOL_ERROR("tool_error", ""),
  /** The tool raised an error, whose type {@link Faults} tells. */
  EXCEPTION("", "-32603"),
  /** The server's wait for a dependency timed out. */
  TIMEOUT("timeout", "-32001"),
  /** The client sent arguments that the tool does not accept. */
  BAD_ARGUMENTS("-32602", "-32602"),
  /** The client called a tool that does not exist. */
  MISSING_TOOL("-32602", "-32602"),
  /** The client read a resource that does not exist. */
  MISSING_RESOURCE("-32002", "-32002"),
  /** The client cancelled its request. */
  CANCELLED("cancelled", "");

  private final String errorType;
  private final String code;

  Ending(String errorType, String code) {
    this.errorType = errorType;
    this.code = code;
  }

  /** {@code error.type}; empty for success, and for what was raised. */
  String errorType() {
    return errorType;
  }

  /** The code of the JSON-RPC error; empty if there was none. */
  String code() {
    return code;
  }

  boolean failed() {
    return this != OK;
  }

  /** Whether the request reached the dependencies of the tool. */
  boolean reachesDependencies() {
    return switch (this) {
      case OK, TOOL_ERROR, EXCEPTION, TIMEOUT, CANCELLED -> true;
      case BAD_ARGUMENTS, MISSING_TOOL, MISSING_RESOURCE -> false;
    };
  }
}

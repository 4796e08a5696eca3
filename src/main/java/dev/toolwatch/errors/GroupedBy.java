package dev.toolwatch.errors;

/** Why errors are one group: what their fingerprint was made of, besides the service. */
public enum GroupedBy {
  /** The exceptions' types and the application's own frames. */
  STACK_TRACE("stack_trace"),
  /** The exceptions' types and all frames, since none belongs to the application. */
  LIBRARY_STACK_TRACE("library_stack_trace"),
  /** The type, the tool and the message without its variable parts. */
  MESSAGE("message"),
  /** The type and the tool, since there is nothing else. */
  TYPE("type"),
  /** The tool and the code that MCP has for the error. */
  MCP_CODE("mcp_code"),
  /** Nothing: there are more groups than the limit, and this one holds the rest of a service. */
  OVERFLOW("overflow");

  private final String label;

  GroupedBy(String label) {
    this.label = label;
  }

  /** What the API calls it. */
  public String label() {
    return label;
  }
}

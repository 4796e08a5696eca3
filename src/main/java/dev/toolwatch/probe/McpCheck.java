package dev.toolwatch.probe;

/** Asks an MCP server what it offers. */
final class McpCheck {
  private McpCheck() {}

  /** The check of some settings. */
  @SuppressWarnings("DoNotCallSuggester")
  static Check of(String name, ProbeSettings.OneProbe settings, HttpCaller caller) {
    throw new IllegalArgumentException(
        "toolwatch.probes." + name + ".kind " + settings.kind() + " is not built");
  }
}

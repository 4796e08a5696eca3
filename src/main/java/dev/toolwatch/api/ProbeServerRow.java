package dev.toolwatch.api;

import dev.toolwatch.probe.McpFacts;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What an MCP server says of itself. */
record ProbeServerRow(
    @Schema(description = "Its name") String name,
    @Schema(description = "Its version") String version,
    @Schema(description = "The version of the protocol that was agreed on") String protocol,
    @Schema(description = "Its capabilities") List<String> capabilities,
    @Schema(description = "Its tools") List<String> tools,
    @Schema(
            description =
                "Tools that nobody has called as long as anything is known; null if the probe names"
                    + " no service",
            nullable = true)
        List<String> unusedTools) {
  /**
   * @param used the tools that were called; null if unknown
   */
  static ProbeServerRow of(McpFacts facts, Set<String> used) {
    List<String> tools = List.copyOf(facts.tools().keySet());
    return new ProbeServerRow(
        facts.server(),
        facts.version(),
        facts.protocol(),
        facts.capabilities(),
        tools,
        used == null ? null : tools.stream().filter(tool -> !used.contains(tool)).toList());
  }
}

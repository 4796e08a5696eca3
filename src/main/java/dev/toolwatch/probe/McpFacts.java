package dev.toolwatch.probe;

import java.util.List;
import java.util.SortedMap;

/**
 * What an MCP server says of itself.
 *
 * @param server its name
 * @param version its version; empty if it has none
 * @param protocol the protocol version that was agreed on
 * @param capabilities their names, in order
 * @param tools a digest of the definition of each tool, by name
 */
public record McpFacts(
    String server,
    String version,
    String protocol,
    List<String> capabilities,
    SortedMap<String, String> tools) {}

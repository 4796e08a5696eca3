package dev.toolwatch.demo;

import java.util.List;

/**
 * A made-up MCP server.
 *
 * @param namespace {@code service.namespace}, empty where the server sets none
 * @param reach share of the users who use this server at all, 0 to 1
 * @param weight how often those users turn to it, against the other servers they use
 * @param prompts names of its prompts
 * @param resources URIs of its resources
 */
record McpServer(
    String name,
    String namespace,
    String version,
    String protocolVersion,
    Transport transport,
    Export export,
    double reach,
    double weight,
    List<Tool> tools,
    List<String> prompts,
    List<String> resources) {

  /** How its clients talk to it. Over stdio there are no session ids. */
  enum Transport {
    STREAMABLE_HTTP,
    STDIO
  }

  /** How it sends its telemetry. */
  enum Export {
    GRPC,
    HTTP
  }

  McpServer {
    Checks.named(name, "name");
    Checks.named(version, "version");
    Checks.named(protocolVersion, "protocolVersion");
    Checks.share(reach, "reach");
    Checks.positive(weight, "weight");
    tools = List.copyOf(tools);
    prompts = List.copyOf(prompts);
    resources = List.copyOf(resources);
    if (tools.isEmpty()) {
      throw new IllegalArgumentException(name + " has no tools");
    }
  }

  boolean hasSessions() {
    return transport == Transport.STREAMABLE_HTTP;
  }
}

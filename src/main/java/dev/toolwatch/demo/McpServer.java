package dev.toolwatch.demo;

import java.util.List;
import java.util.Objects;

/**
 * A simulated MCP server.
 *
 * @param language it is written in
 * @param namespace {@code service.namespace}; empty if the server sets none
 * @param reach the share of users who use this server at all, 0 to 1
 * @param weight how often those users choose it, relative to the other servers they use
 * @param prompts names of its prompts
 * @param resources URIs of its resources
 */
record McpServer(
    String name,
    SdkLanguage language,
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

  /** The transport of its clients. There are no session ids over stdio. */
  enum Transport {
    STREAMABLE_HTTP,
    STDIO
  }

  /** The protocol of its telemetry. */
  enum Export {
    GRPC,
    HTTP
  }

  McpServer {
    Checks.named(name, "name");
    Objects.requireNonNull(language, "language");
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

  /** The name under which Toolwatch counts it. */
  String service() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  boolean hasSessions() {
    return transport == Transport.STREAMABLE_HTTP;
  }
}

package dev.toolwatch.mcp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which services have handled MCP requests. Shared by all event loops and thread-safe; bounded by the
 * number of services with a name of their own.
 */
public final class ServiceRoles {
  private final Set<String> servers = ConcurrentHashMap.newKeySet();

  void learnServer(String service) {
    // Looked up first: adding locks.
    if (!servers.contains(service)) {
      servers.add(service);
    }
  }

  boolean isServer(String service) {
    return servers.contains(service);
  }
}

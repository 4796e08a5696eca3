package dev.toolwatch.mcp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which services have handled MCP requests. Shared by all event loops and thread-safe; bounded: beyond its
 * limit nothing new is learnt.
 */
final class ServiceRoles {
  private final int limit;
  private final Set<String> servers = ConcurrentHashMap.newKeySet();

  /**
   * @param limit services to learn of
   */
  ServiceRoles(int limit) {
    this.limit = limit;
  }

  void learnServer(String service) {
    // Looked up first: adding locks.
    if (!servers.contains(service) && servers.size() < limit) {
      servers.add(service);
    }
  }

  boolean isServer(String service) {
    return servers.contains(service);
  }
}

package dev.toolwatch.mcp;

import dev.toolwatch.signal.ServiceId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The services that have handled MCP requests. Shared by all event loops and thread-safe. The
 * number of services is limited; above the limit, nothing new is learned.
 */
final class ServiceRoles {
  private final int limit;
  private final Set<ServiceId> servers = ConcurrentHashMap.newKeySet();

  /**
   * @param limit maximum number of services
   */
  ServiceRoles(int limit) {
    this.limit = limit;
  }

  void learnServer(ServiceId service) {
    // Look it up first, because adding takes a lock.
    if (!servers.contains(service) && servers.size() < limit) {
      servers.add(service);
    }
  }

  boolean isServer(ServiceId service) {
    return servers.contains(service);
  }
}

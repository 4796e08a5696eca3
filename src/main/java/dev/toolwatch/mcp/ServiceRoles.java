package dev.toolwatch.mcp;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.signal.ServiceId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The services that have handled MCP requests. Only services with their own name are remembered,
 * and only as long as they have it. Shared by all event loops and thread-safe; takes a lock only
 * for a new service.
 */
final class ServiceRoles {
  private final ServiceBudget named;
  private final Set<ServiceId> servers = ConcurrentHashMap.newKeySet();

  ServiceRoles(ServiceBudget named) {
    this.named = named;
    named.onGone(servers::remove);
  }

  void learnServer(ServiceId service) {
    // Look it up first, because adding takes a lock.
    if (!servers.contains(service)) {
      named.whileNamed(service, () -> servers.add(service));
    }
  }

  boolean isServer(ServiceId service) {
    return servers.contains(service);
  }

  int size() {
    return servers.size();
  }
}

package dev.toolwatch.mcp;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.signal.ServiceId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The services that have handled MCP requests. Only services with their own name are remembered,
 * and only as long as they have it. Shared by all event loops and thread-safe; takes a lock only
 * for a new service.
 */
final class ServiceRoles {
  private final ServiceBudget named;
  private final Set<ServiceId> servers = ConcurrentHashMap.newKeySet();
  private final Set<ServiceId> certainServers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger learnt = new AtomicInteger();

  ServiceRoles(ServiceBudget named) {
    this.named = named;
    named.onGone(
        gone -> {
          servers.remove(gone);
          certainServers.remove(gone);
        });
  }

  /**
   * @param certain whether a SERVER span said so, and not only that of a tool
   */
  void learnServer(ServiceId service, boolean certain) {
    learn(servers, service);
    if (certain) {
      learn(certainServers, service);
    }
  }

  private void learn(Set<ServiceId> services, ServiceId service) {
    // Look it up first, because adding takes a lock.
    if (!services.contains(service)) {
      named.whileNamed(
          service,
          () -> {
            services.add(service);
            learnt.incrementAndGet();
          });
    }
  }

  /** Writes what is known of all services. */
  void save(CheckpointWriter state) {
    List<ServiceId> all = servers.stream().sorted().toList();
    state.number(all.size());
    for (ServiceId service : all) {
      state.text(service.tenant()).text(service.name());
      state.number(certainServers.contains(service) ? 1 : 0);
    }
  }

  /** Adds what {@link #save} wrote. */
  void restore(CheckpointReader state) {
    for (int left = state.size(); left > 0; left--) {
      ServiceId service = named.admit(new ServiceId(state.text(), state.text()));
      learnServer(service, state.atMost(1) == 1);
    }
  }

  /** Changes whenever a service is learnt. */
  int learnt() {
    return learnt.get();
  }

  /** Whether the service has sent SERVER spans of MCP requests. */
  boolean isCertainlyServer(ServiceId service) {
    return certainServers.contains(service);
  }

  boolean isServer(ServiceId service) {
    return servers.contains(service);
  }

  int size() {
    return servers.size();
  }
}

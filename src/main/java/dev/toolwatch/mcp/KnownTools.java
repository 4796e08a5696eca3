package dev.toolwatch.mcp;

import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tools that exist in each service. The remote client chooses the tool name, so a tool that has
 * only failed as unknown counts as {@link Methods#UNKNOWN}. After any other result it keeps its own
 * name. Shared by all event loops and thread-safe. The number of services and tools is limited;
 * above the limit, nothing new is learned.
 */
public final class KnownTools {
  private final int maxServices;
  private final int maxTools;
  private final Map<ServiceId, Set<String>> toolsByService = new ConcurrentHashMap<>();

  /**
   * @param maxServices maximum number of services
   * @param maxTools maximum number of tools of one service
   */
  KnownTools(int maxServices, int maxTools) {
    this.maxServices = maxServices;
    this.maxTools = maxTools;
  }

  /** The tool name to count a call under. */
  public String label(Operation call, boolean unknownTarget) {
    String tool = call.tool();
    if (tool.isEmpty()) {
      return tool;
    }
    if (unknownTarget && call.outcome() != Outcome.OK) {
      return isKnown(call.service(), tool) ? tool : Methods.UNKNOWN;
    }
    learn(call.service(), tool);
    return tool;
  }

  private boolean isKnown(ServiceId service, String tool) {
    Set<String> tools = toolsByService.get(service);
    return tools != null && tools.contains(tool);
  }

  private void learn(ServiceId service, String tool) {
    Set<String> tools = toolsByService.get(service);
    if (tools == null) {
      if (toolsByService.size() >= maxServices) {
        return;
      }
      tools = toolsByService.computeIfAbsent(service, s -> ConcurrentHashMap.newKeySet());
    }
    if (!tools.contains(tool) && tools.size() < maxTools) {
      tools.add(tool);
    }
  }
}

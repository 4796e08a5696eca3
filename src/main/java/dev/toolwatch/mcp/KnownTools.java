package dev.toolwatch.mcp;

import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which tools of a service exist. The name of a tool is chosen by the remote client: one that has
 * only ever failed as unknown is {@link Methods#UNKNOWN}; once it has done anything else it has a
 * name of its own, from then on. Shared by all event loops and thread-safe; bounded in services and
 * tools, beyond which nothing new is learnt.
 */
public final class KnownTools {
  private final int maxServices;
  private final int maxTools;
  private final Map<String, Set<String>> toolsByService = new ConcurrentHashMap<>();

  /**
   * @param maxServices services to learn tools of
   * @param maxTools tools to learn of one service
   */
  KnownTools(int maxServices, int maxTools) {
    this.maxServices = maxServices;
    this.maxTools = maxTools;
  }

  /** The tool under which a call counts. */
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

  private boolean isKnown(String service, String tool) {
    Set<String> tools = toolsByService.get(service);
    return tools != null && tools.contains(tool);
  }

  private void learn(String service, String tool) {
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

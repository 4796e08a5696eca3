package dev.toolwatch.mcp;

import dev.toolwatch.signal.ServiceId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which tools services have, where that is configured. Immutable. */
final class ToolLists {
  static final ToolLists NONE = new ToolLists(Map.of());

  private final Map<ServiceId, Set<String>> tools;

  private ToolLists(Map<ServiceId, Set<String>> tools) {
    this.tools = tools;
  }

  /**
   * Takes the settings.
   *
   * @throws IllegalArgumentException for two lists of one service
   */
  static ToolLists of(Map<String, McpSettings.ToolList> settings) {
    ByService<Set<String>> tools = new ByService<>("toolwatch.mcp.tool-lists");
    new TreeMap<>(settings)
        .forEach(
            (name, list) ->
                tools.put(
                    name,
                    list.services(),
                    list.tools().stream().map(String::strip).collect(Collectors.toSet())));
    return new ToolLists(tools.values());
  }

  /** All tools of a service; null if they are not configured. */
  Set<String> of(ServiceId service) {
    return tools.isEmpty() ? null : tools.get(service);
  }
}

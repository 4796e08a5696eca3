package dev.toolwatch;

import dev.toolwatch.coverage.ListedTools;
import dev.toolwatch.probe.ProbeView;
import dev.toolwatch.probe.Probes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.tenant.TenantScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tools that MCP servers list to the probes that tell their services' states. */
@TenantScoped
final class ProbedTools implements ListedTools {
  private final Probes probes;

  ProbedTools(Probes probes) {
    this.probes = probes;
  }

  @Override
  public Map<ServiceId, List<String>> byService() {
    Map<ServiceId, List<String>> tools = new HashMap<>();
    for (ProbeView probe : probes.list()) {
      if (probe.service() != null && probe.status().mcp() != null) {
        tools
            .computeIfAbsent(ServiceId.of(probe.service()), service -> new ArrayList<>())
            .addAll(probe.status().mcp().tools().keySet());
      }
    }
    return tools;
  }
}

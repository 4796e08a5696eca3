package dev.toolwatch.pipeline;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.mcp.KnownTools;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.mcp.ReportedMetrics;
import dev.toolwatch.mcp.Sources;

/**
 * What the pipelines of all event loops share. Thread-safe.
 *
 * @param services which services have names of their own
 * @param reported the servers' own metrics
 */
record SharedStages(Recognition recognition, ReportedMetrics reported, ServiceBudget services) {
  KnownTools tools() {
    return recognition.knownTools();
  }

  Sources sources() {
    return reported.sources();
  }
}
